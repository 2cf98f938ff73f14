extension QRCode {
    /// An image with one unit for each module, including the quiet zone. It scales without blur.
    public func svg() -> String {
        let side = size + 2 * Self.quietZone
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges">\
            <path fill="#fff" d="M0 0h\(side)v\(side)H0z"/><path d="\(outline)"/></svg>
            """
    }

    /// One rectangle for each run of dark modules in a row.
    private var outline: String {
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                let run = (column..<size).prefix { self[row, $0] }.count
                if run > 0 { path += "M\(column + Self.quietZone) \(row + Self.quietZone)h\(run)v1h-\(run)z" }
                column += run + 1
            }
        }
        return path
    }
}
