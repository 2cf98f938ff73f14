import API
import Access
import Core
import Logging
import Settings
import Synchronization
import System
import TLS

/// The certificate in force. A new one replaces it only if it can be used.
final class CertificateHolder: Sendable {
    private struct State {
        var context: TLSContext?
        var isTrustedByOperator = false
        var obstacle: CertificateFailure?
        var remindedAt: Moment?
    }

    private let state = Mutex(State())

    /// Nil without a certificate.
    var context: TLSContext? { state.withLock { $0.context } }

    /// Reads the files of the settings again. If that fails, everything stays as it was.
    func load(_ settings: AgentSettings) throws(CertificateFailure) {
        guard let certificate = settings.tlsCertificate, let key = settings.tlsKey else {
            return state.withLock { $0 = State() }
        }
        do throws(CertificateFailure) {
            let now = SystemClock.now().milliseconds / 1_000
            let context = try TLSContext(certificate: certificate, key: key, now: now)
            state.withLock { $0 = State(context: context, isTrustedByOperator: settings.tlsTrusted) }
        } catch {
            state.withLock { $0.obstacle = error }
            throw error
        }
    }

    /// What requests are judged by. An expired certificate is no longer trusted.
    func own(at now: Moment) -> OwnCertificate? {
        state.withLock { state in
            state.context.map {
                let isTrusted = $0.facts.isVerified || state.isTrustedByOperator
                return OwnCertificate($0.facts, isTrusted: isTrusted && now < $0.facts.end)
            }
        }
    }

    func view(at now: Moment) -> StatusView.Certificate? {
        let obstacle = state.withLock { $0.obstacle }
        guard let own = own(at: now) else { return nil }
        return StatusView.Certificate(
            names: own.facts.names, notBefore: Moment(milliseconds: own.facts.notBefore.inMilliseconds),
            expiresAt: own.facts.end, renewalDue: Moment(milliseconds: own.facts.renewalDue.inMilliseconds),
            isTrusted: own.isTrusted, obstacle: obstacle?.text)
    }

    /// Logs once a day that the certificate should have been renewed.
    func remind(at now: Moment) {
        let due = state.withLock { state -> CertificateFacts? in
            guard let facts = state.context?.facts, now.milliseconds >= facts.renewalDue.inMilliseconds else {
                return nil
            }
            if let last = state.remindedAt, last <= now, now < last + .hours(24) { return nil }
            state.remindedAt = now
            return facts
        }
        guard let due else { return }
        if now < due.end {
            Log.warning("the certificate should have been renewed by now", ("expires_at", due.end))
        } else {
            Log.error("the certificate has expired: devices cannot connect by HTTPS", ("expired_at", due.end))
        }
    }
}

extension CertificateFacts {
    /// The first moment in which it is no longer valid.
    fileprivate var end: Moment {
        Moment(milliseconds: notAfter.inMilliseconds.addingReportingOverflow(1_000).partialValue)
    }
}

extension Int64 {
    /// Of seconds, within what a certificate can say (year 9999).
    fileprivate var inMilliseconds: Int64 { Swift.min(Swift.max(self, 0), 253_402_300_799) * 1_000 }
}
