/// The word that was probably meant: at most two typing mistakes away, and less than half of the typed word. Nil if
/// there is none.
func nearestWord(to typed: String, among words: [String]) -> String? {
    let best = words.map { (word: $0, slips: slips(Array(typed.utf8), Array($0.utf8))) }.min { $0.slips < $1.slips }
    guard let best, best.slips <= 2, best.slips * 2 < max(typed.utf8.count, 3) else { return nil }
    return best.word
}

/// How many letters were left out, added, changed, or swapped with the next one.
private func slips(_ typed: [UInt8], _ word: [UInt8]) -> Int {
    // Much longer than any command.
    guard typed.count <= 32 else { return typed.count }
    var rows = [Array(0...word.count)]
    for row in 1..<(typed.count + 1) {
        var line = [row]
        for column in 1..<(word.count + 1) {
            let isSame = typed[row - 1] == word[column - 1]
            var least = min(
                rows[row - 1][column] + 1, line[column - 1] + 1, rows[row - 1][column - 1] + (isSame ? 0 : 1))
            let isSwap =
                row > 1 && column > 1 && typed[row - 1] == word[column - 2] && typed[row - 2] == word[column - 1]
            if isSwap { least = min(least, rows[row - 2][column - 2] + 1) }
            line.append(least)
        }
        rows.append(line)
    }
    return rows[typed.count][word.count]
}
