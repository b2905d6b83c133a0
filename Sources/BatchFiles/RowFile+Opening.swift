internal import Addresses
internal import ErrorReporting
internal import FoundationEssentials
internal import Glibc
internal import SystemReasons

extension RowFile {
    /// Opens a file of rows, a directory, or a pattern such as `photos/*.jpg`.
    ///
    /// What looks like a JSON object is read as JSON lines, everything else as CSV. Blank lines are not rows.
    ///
    /// - Parameter name: The file as the user named it; a pattern only counts as one when no file has this name.
    /// - Throws: `RunnerError` with `invalid-input` when there is nothing to read; ``RowFindings`` with everything that is wrong with the
    ///   form of the file.
    package init(opening name: String) throws {
        let path = FilePath.absolute(name)
        var status = stat()
        if stat(path, &status) != 0 {
            let number = errno
            guard number == ENOENT, name.contains(where: Self.isWildcard) else {
                throw RunnerError(
                    .invalidInput,
                    "'\(name)' cannot be read: \(SystemReason.text(number))",
                    help: "give a CSV file, a JSON Lines file, a directory, or a pattern such as 'photos/*.jpg'"
                )
            }
            self.init(name: name, path: path, format: .files)
            try take(files: Self.matches(of: name))
        } else if status.st_mode & S_IFMT == S_IFDIR {
            self.init(name: name, path: path.hasSuffix("/") ? String(path.dropLast()) : path, format: .files)
            let directory = name.hasSuffix("/") ? name : "\(name)/"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            try take(files: names.filter { !$0.hasPrefix(".") }.map { directory + $0 }.filter(Self.isPlain).sorted())
        } else {
            guard status.st_size <= Self.mostBytes else {
                throw RunnerError(
                    .invalidInput,
                    "'\(name)' has \(status.st_size) bytes; the limit is \(Self.mostBytes)",
                    help: "divide it into several files"
                )
            }
            guard let data = FileManager.default.contents(atPath: path) else {
                throw RunnerError(
                    .invalidInput,
                    "'\(name)' cannot be read",
                    help: "check its permissions with 'ls -l'"
                )
            }
            try self.init(name: name, path: path, bytes: [UInt8](data))
        }
    }

    /// Reads rows from bytes.
    ///
    /// - Parameters:
    ///   - name: What messages call the file.
    ///   - path: Its absolute path.
    ///   - bytes: What it holds.
    /// - Throws: `RunnerError` when there are no rows; ``RowFindings``.
    package init(name: String, path: String, bytes: [UInt8]) throws {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let first = bytes[start...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw RunnerError(
                .invalidInput,
                "'\(name)' is UTF-16 text",
                help: "save it as UTF-8: iconv -f UTF-16 -t UTF-8 '\(name)' > rows.csv"
            )
        }
        if first == UInt8(ascii: "[") {
            throw RunnerError(
                .invalidInput,
                "'\(name)' is one JSON list",
                help: "write one object a line: jq -c '.[]' '\(name)' > rows.jsonl"
            )
        }
        let isJSON = first == UInt8(ascii: "{")
        let separator = CSVRecords.separator(of: bytes, from: start)
        self.init(name: name, path: path, format: isJSON ? .jsonLines : .csv(separator: separator))
        self.bytes = bytes
        let findings = isJSON ? scanJSON() : scanCSV(separator)
        guard findings.isEmpty else { throw RowFindings(file: name, findings: findings) }
        guard count > 0 else {
            throw RunnerError(
                .invalidInput,
                "'\(name)' has no rows",
                help: isJSON || first == nil
                    ? "write one row a line" : "the first line has the names of the columns; add a line for each row"
            )
        }
    }

    private mutating func take(files: [String]) throws {
        guard !files.isEmpty else {
            throw RunnerError(.invalidInput, "no file matches '\(name)'", help: "check the pattern with 'ls'")
        }
        if let odd = files.first(where: { $0.contains("\u{FFFD}") }) {
            throw RunnerError(.invalidInput, "the name of '\(odd)' is not UTF-8", help: "rename the file")
        }
        columns = ["file", "id", "name"]
        self.files = files
    }

    private static func isPlain(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private static func matches(of pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0 else { return [] }
        let paths = UnsafeBufferPointer(start: found.gl_pathv, count: Int(found.gl_pathc))
        return paths.compactMap { $0.map { String(cString: $0) } }.filter(isPlain)
    }
}

// MARK: - Finding the rows

extension RowFile {
    /// The most findings about the form of a file; one that has more is not what it should be.
    private static let mostFindings = 1_000

    private mutating func scanCSV(_ separator: UInt8) -> [RowFinding] {
        var findings: [RowFinding] = []
        var position = textStart
        while position < bytes.count, findings.count < Self.mostFindings {
            let start = position
            let record = CSVRecords.record(in: bytes, from: start, separator: separator)
            position = record.end
            if record.isBlank { continue }
            let isHeader = header.isEmpty
            if !isHeader { starts.append(start) }
            if let problem = record.problem {
                findings.append(finding(at: problem.offset, problem.message, help: problem.help))
                // Without the names of the columns, nothing else can be judged.
                if isHeader { return findings }
            } else if let odd = record.fields.first(where: { CSVRecords.text(of: $0, in: bytes) == nil }) {
                findings.append(
                    finding(at: odd.range.lowerBound, "the text is not UTF-8", help: "save the file as UTF-8")
                )
                if isHeader { return findings }
            } else if isHeader {
                findings += takeHeader(record)
            } else if record.fields.count != header.count {
                findings.append(miscounted(record, at: start, separator))
            }
        }
        return findings
    }

    private mutating func takeHeader(_ record: CSVRecords.Record) -> [RowFinding] {
        var findings: [RowFinding] = []
        for field in record.fields {
            let name = (CSVRecords.text(of: field, in: bytes) ?? "").trimmed
            if name.isEmpty {
                findings.append(
                    finding(at: field.range.lowerBound, "a column has no name", help: "give it the name of an input")
                )
            }
            header.append(name)
            if !columns.contains(name) { columns.append(name) }
        }
        return findings
    }

    private func miscounted(_ record: CSVRecords.Record, at start: Int, _ separator: UInt8) -> RowFinding {
        let shown = separator == UInt8(ascii: "\t") ? "a tab" : "'\(Character(UnicodeScalar(separator)))'"
        let found = record.fields.count
        return finding(
            at: start,
            "the row has \(found) \(found == 1 ? "value" : "values"); the first line names \(header.count) "
                + (header.count == 1 ? "column" : "columns"),
            help: found > header.count
                ? "put a value that contains \(shown) in quotes" : "add \(shown) for each missing value"
        )
    }

    private mutating func scanJSON() -> [RowFinding] {
        var findings: [RowFinding] = []
        var known: Set<String> = []
        var position = textStart
        while position < bytes.count, findings.count < Self.mostFindings {
            let start = position
            let line = JSONLine(in: bytes, from: start)
            position = line.end
            if line.isBlank { continue }
            starts.append(start)
            guard let members = line.members else {
                findings.append(
                    finding(
                        at: start,
                        "the line is not one JSON object",
                        help: "write one object a line, without line breaks in it"
                    )
                )
                continue
            }
            for name in members.keys.sorted() where known.insert(name).inserted { columns.append(name) }
        }
        return findings
    }

    /// A finding in the row that was begun last, or in the line with the names of the columns.
    private func finding(at offset: Int, _ message: String, help: String) -> RowFinding {
        let place = place(at: offset)
        return RowFinding(
            row: starts.isEmpty ? nil : starts.count,
            line: place.line,
            position: place.position,
            message: message,
            help: help,
            code: "invalid-file"
        )
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
