/// How a request arrived. It bounds what any credential can do: see `docs/threat-model.md`.
public enum Transport: CaseIterable, Hashable, Sendable {
    case controlSocket
    case loopback
    case plainHTTP
    case tls

    /// The scopes that can be used over it.
    public var cap: Scopes {
        switch self {
        case .controlSocket, .loopback, .tls: .all
        case .plainHTTP: .plainHTTP
        }
    }

    public func accepts(_ credential: CredentialKind) -> Bool {
        switch (self, credential) {
        case (.controlSocket, _): true
        case (.loopback, .bearer), (.loopback, .dpop): true
        // A browser sends a cookie of 127.0.0.1 to every port there, also to programs of other users.
        case (.loopback, .cookie): false
        case (.tls, .bearer), (.tls, .dpop), (.tls, .cookie): true
        case (.plainHTTP, .dpop): true
        case (.plainHTTP, .bearer), (.plainHTTP, .cookie): false
        }
    }
}

public enum CredentialKind: CaseIterable, Hashable, Sendable {
    case bearer
    case dpop
    case cookie

    /// The scopes that can be used with it. A page that invites or administers signs with the device's key instead.
    public var cap: Scopes {
        switch self {
        case .bearer, .dpop: .all
        case .cookie: .cookie
        }
    }
}

/// Where a key was made. A page over plain HTTP could have been changed on its way, and so could its key.
public enum KeyOrigin: String, CaseIterable, Hashable, Sendable {
    case plainHTTP = "plain_http"
    case secure

    public var cap: Scopes {
        switch self {
        case .plainHTTP: .plainHTTP
        case .secure: .all
        }
    }
}

/// What a peer may do with this credential now.
public func effectiveScopes(
    _ permissions: [Permission], by credential: CredentialKind, over transport: Transport,
    keyMadeOn origin: KeyOrigin, at now: Moment
) -> Scopes {
    permissions.scopes(at: now).intersection(credential.cap).intersection(transport.cap).intersection(origin.cap)
}
