import Core
import Glibc
import MDNS

/// A publisher by itself, controlled line by line. Each line gets an answer.
///
///     publish NAME PORT    advertises a node of that name, or this in place of what it was: ok
///     status               published NAME, off, or waiting REASON
///     stop MILLISECONDS    whether the goodbye was confirmed in time: true or false
func drive() -> Int32 {
    let publisher = Publisher()
    while let line = readLine() {
        guard let answer = perform(line.split(separator: " "), publisher) else { return 2 }
        print(answer)
        fflush(nil)
    }
    return 0
}

private func perform(_ words: [Substring], _ publisher: Publisher) -> String? {
    switch (words.first, words.count) {
    case ("publish", 3):
        guard let name = try? Name(words[1]), let port = UInt16(words[2]) else { return nil }
        publisher.publish(Advertisement(node: NodeID(number: 1), name: name, version: "1", port: port))
        return "ok"
    case ("status", 1): return text(publisher.status)
    case ("stop", 2): return Int(words[1]).map { "\(publisher.stop(within: .milliseconds($0)))" }
    default: return nil
    }
}

private func text(_ status: AdvertisingStatus) -> String {
    switch status {
    case .off: "off"
    case .published(let name): "published \(name)"
    case .waiting(let obstacle): "waiting \(obstacle)"
    }
}
