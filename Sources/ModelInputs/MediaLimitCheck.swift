internal import FoundationEssentials
package import InferenceKit
package import Media
internal import MediaFitting
package import ModelManifest
internal import Quantities

/// Compares what a file is, by its bytes, with what the manifest allows.
package struct MediaLimitCheck {
    private let declaration: InputDeclaration
    private let shown: String
    private let path: String?

    /// - Parameters:
    ///   - declaration: What is allowed.
    ///   - shown: What to call the file in messages.
    ///   - path: The file's path for commands in help texts; `nil` for a file that is not on this machine.
    package init(_ declaration: InputDeclaration, shown: String, path: String? = nil) {
        self.declaration = declaration
        self.shown = shown
        self.path = path
    }

    /// Checks a file that can be read.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - file: Receives what is found.
    ///   - warnings: Receives what is allowed but wasteful.
    /// - Returns: The limits that it breaks.
    package func check(_ path: String, file: inout MediaFile, warnings: inout [String]) -> [InputViolation] {
        do {
            return check(try FileByteSource(path: path), file: &file, warnings: &warnings)
        } catch {
            return [violation("\(shown) cannot be read: \(error.what)", help: "check that it still exists")]
        }
    }

    /// Checks bytes that may be only the beginning of a file.
    ///
    /// - Parameters:
    ///   - source: The bytes.
    ///   - isWhole: Whether these are all bytes; otherwise, what the others would show is not checked.
    ///   - file: Receives what is found.
    ///   - warnings: Receives what is allowed but wasteful.
    /// - Returns: The limits that it breaks.
    package func check(
        _ source: some ByteSource,
        isWhole: Bool = true,
        file: inout MediaFile,
        warnings: inout [String]
    ) -> [InputViolation] {
        file.sizeBytes = source.byteCount
        var limits = LimitFindings(declaration, shown: shown, path: path)
        guard let kind = declaration.type.mediaKind else {
            limits.check(file, only: [.size])
            warnings += limits.warnings
            return limits.violations
        }
        do {
            let info = try MediaProbe.probe(source)
            file.take(info)
            limits.orientation = info.orientation ?? 1
            limits.check(file, only: [.size])
            guard isAllowed(info.format, kind) else {
                let found = info.format.fileWithArticle
                limits.refuse(
                    "\(shown) is \(found); this model takes \(names(kind))",
                    help: adapting(FitSource(name: found, format: info.format)) ?? "use \(names(kind))"
                )
                return limits.violations
            }
            if info.duration == .zero {
                limits.refuse("\(shown) has a length of 0 s", help: "check that it was recorded completely")
            }
            if info.duration == nil, declaration.duration != nil {
                limits.refuse(
                    "the length of \(shown) cannot be determined",
                    help: adapting(FitSource(name: "a file", format: info.format)) ?? "use \(names(kind))"
                )
            }
            limits.check(file, only: [.width, .height, .duration])
            if limits.violations.isEmpty {
                limits.warnings += MediaWarnings(declaration.name, shown).warnings(source, info, isWhole: isWhole)
            }
        } catch  where !isWhole && [.unreadable, .truncated].contains(error.code) {
            limits.warnings.append(
                "input '\(declaration.name)': only the beginning of \(shown) was fetched, which is not enough to check it"
            )
        } catch {
            limits.check(file, only: [.size])
            limits.refuse(problem(error, kind), help: help(error, kind))
        }
        warnings += limits.warnings
        return limits.violations
    }

    private func isAllowed(_ format: MediaFormat, _ kind: MediaKind) -> Bool {
        declaration.formats.isEmpty ? format.kind == kind : declaration.formats.contains(format)
    }

    private func problem(_ error: MediaError, _ kind: MediaKind) -> String {
        switch error.code {
        case .unrecognized: "\(shown) is \(error.what); this model takes \(names(kind))"
        case .truncated: "\(shown) is cut short \(error.what)"
        case .encrypted: "\(shown) is copy-protected: \(error.what)"
        case .unreadable: "\(shown) cannot be read: \(error.what)"
        default: "\(shown) is damaged: \(error.what)"
        }
    }

    private func help(_ error: MediaError, _ kind: MediaKind) -> String {
        switch error.code {
        case .unrecognized: adapting(FitSource(name: error.what, format: nil)) ?? "use \(names(kind))"
        case .truncated: "copy or download it again"
        case .encrypted: "use a file without copy protection"
        case .unreadable: "check that it still exists"
        default: "copy or download it again, or use \(names(kind))"
        }
    }

    private func adapting(_ source: FitSource) -> String? {
        FitHelp(declaration, path: path).adapting(source)
    }

    private func names(_ kind: MediaKind) -> String { FitHelp.list(allowed(kind)) }

    private func allowed(_ kind: MediaKind) -> [MediaFormat] {
        declaration.formats.isEmpty ? MediaFormat.allCases.filter { $0.kind == kind } : declaration.formats
    }

    private func violation(_ message: String, help: String) -> InputViolation {
        InputViolation(input: declaration.name, message: message, help: help)
    }
}
