/// The members of a JSON object in the order they were written. Two are equal when their order is equal, too.
///
/// A look-up walks the members: the objects here are small, and order matters to those who read them.
public struct JSONObject: Hashable, Sendable {
    struct Member: Hashable, Sendable {
        let key: String
        var value: JSONValue
    }

    private(set) var members: [Member] = []

    /// An object without members.
    public init() {}

    /// Traps on a key that is there twice: the caller wrote it.
    init(_ elements: [(String, JSONValue)]) {
        for (key, value) in elements {
            precondition(self[key] == nil, "a key of a JSON object is written twice")
            members.append(Member(key: key, value: value))
        }
    }

    /// The reader has compared the keys already.
    init(distinct members: [Member]) { self.members = members }

    /// The keys, in order.
    public var keys: [String] { members.map(\.key) }

    /// How many members there are.
    public var count: Int { members.count }

    /// The value of `key`. A new key goes to the end; nil removes the member (`.null` is a value).
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

/// Text compared byte by byte. To a Swift string the Kelvin sign equals `K`; to a protocol it must not.
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
