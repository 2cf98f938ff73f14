/// The members of a JSON object in the order they were written. Equality includes the order.
///
/// A look-up walks the members: the objects here are small, and readers of the JSON need a stable order.
public struct JSONObject: Hashable, Sendable {
    struct Member: Hashable, Sendable {
        let key: String
        var value: JSONValue
    }

    private(set) var members: [Member] = []

    /// An empty object.
    public init() {}

    /// Traps if a key occurs twice: the caller wrote it.
    init(_ elements: [(String, JSONValue)]) {
        for (key, value) in elements {
            precondition(self[key] == nil, "a key of a JSON object occurs twice")
            members.append(Member(key: key, value: value))
        }
    }

    /// For the reader, which has already compared the keys.
    init(distinct members: [Member]) { self.members = members }

    /// The keys, in order.
    public var keys: [String] { members.map(\.key) }

    /// How many members there are.
    public var count: Int { members.count }

    /// The value of `key`. A new key is added at the end. Nil removes the member (`.null` is a value).
    public subscript(key: String) -> JSONValue? {
        get { index(of: key).map { members[$0].value } }
        set {
            switch (index(of: key), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    private func index(of key: String) -> Int? {
        members.firstIndex { ExactText($0.key) == ExactText(key) }
    }
}

/// Text that is compared byte by byte. As Swift strings, the Kelvin sign equals `K`. A protocol must tell them apart.
struct ExactText: Hashable {
    private let text: String

    init(_ text: String) { self.text = text }

    static func == (left: Self, right: Self) -> Bool {
        left.text.utf8.count == right.text.utf8.count && left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
