// A byte is read that is not there. Swift looks away here; the sanitizer says "heap-buffer-overflow".

func fuzz(_ input: Input) {
    guard input.bytes.count == 9 else { return }
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: 8)
    defer { unsafe room.deallocate() }
    for index in input.bytes.indices { unsafe room[index] = input.bytes[index] }
    precondition(unsafe room[0] == room[0], "so that all this is done")
}
