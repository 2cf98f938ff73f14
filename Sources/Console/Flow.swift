import CLinux
import Glibc

// Sentences on a terminal, broken between words.

extension Terminal {
    /// No line of text is longer, however wide the window is: longer ones are hard to read.
    private static let widestText = 100
    private static let narrowestText = 20

    /// The cells that a line of text may take. Nil if the descriptor is not a terminal.
    public static func textWidth(of descriptor: Int32) -> Int? {
        guard isatty(descriptor) == 1 else { return nil }
        var (columns, rows): (UInt16, UInt16) = (0, 0)
        let isKnown = unsafe kith_window_size(descriptor, &columns, &rows) == 0 && columns > 0
        return textWidth(inColumns: isKnown ? Int(columns) : 80)
    }

    /// One cell stays free: a line that fills the window looks as if it went on in the next one.
    static func textWidth(inColumns columns: Int) -> Int { min(max(columns - 1, narrowestText), widestText) }

    /// Sentences: broken between words on a terminal, as they are in a pipe.
    public static func say(_ text: String) {
        line(text.flowed(at: textWidth(of: STDOUT_FILENO)))
    }

    /// Rows of a label and what it stands for.
    public static func sheet(_ rows: [(String, String)]) {
        Sheet.lines(rows, width: textWidth(of: STDOUT_FILENO)).forEach { line($0) }
    }
}

/// Labels on the left, their values on the right.
public enum Sheet {
    /// Rows without a value are left out. Nil for the width breaks no line.
    public static func lines(_ rows: [(String, String)], width: Int?) -> [String] {
        let shown = rows.filter { !$0.1.isEmpty }
        let indent = max(10, (shown.map { $0.0.columns }.max() ?? 0) + 2)
        return shown.map { label, value in
            (label.padded(to: indent) + value).flowed(at: width, indent: indent, keeping: indent)
        }
    }
}

extension String {
    /// The text with line breaks between words.
    ///
    /// A line that begins with a space stays as it is, and so do a word that is longer than a line and a command (in
    /// quotes, or after `sudo` or a colon): commands, addresses and tokens can then be copied. Nil for the width changes nothing.
    ///
    /// - Parameter indent: the spaces before each further line.
    /// - Parameter head: the cells at the beginning in which nothing is broken.
    public func flowed(at width: Int?, indent: Int = 0, keeping head: Int = 0) -> String {
        guard let width else { return self }
        return split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(" ") && head == 0 ? String($0) : $0.broken(at: width, indent, head) }
            .joined(separator: "\n")
    }
}

extension Substring {
    /// A command is one of them: 'kith help peers', sudo make install.
    private var words: [String] {
        var (words, goesOn): ([String], ((Substring) -> Bool)?) = ([], nil)
        for word in split(separator: " ") {
            if let isInside = goesOn {
                words[words.count - 1] += " " + word
                if !isInside(word) { goesOn = nil }
                continue
            }
            let isNamed = words.last?.hasSuffix(":") ?? false
            words.append(String(word))
            if word.hasPrefix("'kith") {
                if !word.dropFirst().contains("'") { goesOn = { !$0.contains("'") } }
            } else if word == "sudo" || word == "(sudo" || (isNamed && word == "kith") {
                // To the end of the sentence.
                goesOn = { $0.last.map { !".,;)".contains($0) } ?? true }
            }
        }
        return words
    }

    fileprivate func broken(at width: Int, _ indent: Int, _ head: Int) -> String {
        guard columns > width else { return String(self) }
        let space = String(repeating: " ", count: indent)
        var (lines, line) = ([String](), String(prefix(head)))
        var isFresh = true
        for word in dropFirst(head).words {
            if !isFresh, line.columns + 1 + word.columns > width {
                lines.append(line)
                (line, isFresh) = (space, true)
            }
            line += (isFresh ? "" : " ") + word
            isFresh = false
        }
        return (lines + [line]).joined(separator: "\n")
    }
}
