internal import FoundationEssentials
internal import InferenceKit
internal import Media
internal import ModelManifest

/// Holds what a file is, by its bytes, against what the manifest allows.
struct MediaLimitCheck {
    private let declaration: InputDeclaration
    private let shown: String

    /// - Parameters:
    ///   - declaration: What is allowed.
    ///   - shown: What to call the file in messages.
    init(_ declaration: InputDeclaration, shown: String) {
        self.declaration = declaration
        self.shown = shown
    }

    /// Checks a file that can be read.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - file: What is found goes here.
    ///   - warnings: What exceeds a recommendation goes here.
    /// - Returns: The limits that it breaks.
    func check(_ path: String, file: inout MediaFile, warnings: inout [String]) -> [InputViolation] {
        do {
            return check(try FileByteSource(path: path), file: &file, warnings: &warnings)
        } catch {
            return [
                InputViolation(input: declaration.name, message: problem(error), help: "check that it is still there")
            ]
        }
    }

    /// Checks bytes that may not all be here.
    ///
    /// - Parameters:
    ///   - source: The bytes.
    ///   - isWhole: Whether they are all here; otherwise, what the others would tell is left open.
    ///   - file: What is found goes here.
    ///   - warnings: What exceeds a recommendation goes here.
    /// - Returns: The limits that it breaks.
    func check(
        _ source: some ByteSource,
        isWhole: Bool = true,
        file: inout MediaFile,
        warnings: inout [String]
    ) -> [InputViolation] {
        var limits = Limits(declaration: declaration, shown: shown)
        file.sizeBytes = source.byteCount
        limits.hold(source.byteCount, to: declaration.size, "has", UnitText.bytes, help: "make it smaller")
        if let kind = declaration.type.mediaKind {
            do {
                let info = try MediaProbe.probe(source)
                file.take(info)
                check(info, kind: kind, &limits)
            } catch  where !isWhole && [.unreadable, .truncated].contains(error.code) {
                warnings.append(
                    "input '\(declaration.name)': the part of \(shown) that was fetched does not tell the rest"
                )
            } catch {
                limits.refuse(problem(error), help: "use \(allowedFormats(kind))")
            }
        }
        warnings += limits.warnings
        return limits.violations
    }

    private func check(_ info: MediaInfo, kind: MediaKind, _ limits: inout Limits) {
        let isAllowed =
            declaration.formats.isEmpty ? info.format.kind == kind : declaration.formats.contains(info.format)
        guard isAllowed else {
            limits.refuse(
                "\(shown) holds \(info.format.rawValue.uppercased()) data; allowed: \(allowedFormats(kind))",
                help: "convert it"
            )
            return
        }
        limits.hold(info.width, to: declaration.width, "is as wide as", UnitText.pixels, help: "scale it down")
        limits.hold(info.height, to: declaration.height, "is as tall as", UnitText.pixels, help: "scale it down")
        if info.duration == .zero {
            limits.refuse("\(shown) lasts no time", help: "check that it was recorded completely")
        }
        if info.duration == nil, declaration.duration != nil {
            limits.refuse(
                "how long \(shown) lasts cannot be told from its header",
                help: "write it anew, for example with 'ffmpeg -i IN OUT.wav'"
            )
        }
        limits.hold(info.duration, to: declaration.duration, "lasts", UnitText.duration, help: "shorten it")
    }

    private func problem(_ error: MediaError) -> String {
        let wanted = declaration.type.nameWithArticle
        return switch error.code {
        case .unrecognized: "\(shown) is not \(wanted) of an allowed format; its bytes are \(error.what)"
        case .truncated: "\(shown) ends too early: \(error.what)"
        default: "\(shown) is damaged: \(error.what)"
        }
    }

    private func allowedFormats(_ kind: MediaKind) -> String {
        let formats =
            declaration.formats.isEmpty ? MediaFormat.allCases.filter { $0.kind == kind } : declaration.formats
        return formats.map { $0.rawValue.uppercased() }.joined(separator: ", ")
    }
}

/// Collects what breaks a limit.
private struct Limits {
    let declaration: InputDeclaration
    let shown: String
    var violations: [InputViolation] = []
    var warnings: [String] = []

    mutating func refuse(_ message: String, help: String) {
        violations.append(InputViolation(input: declaration.name, message: message, help: help))
    }

    mutating func hold<Value>(
        _ value: Value?,
        to bounds: Bounds<Value>?,
        _ verb: String,
        _ format: (Value) -> String,
        help: String
    ) {
        guard let value, let broken = bounds?.violation(of: value) else { return }
        if broken.isRecommendation {
            warnings.append(
                "input '\(declaration.name)': \(shown) \(verb) \(format(value)); "
                    + "at most \(format(broken.limit)) is recommended"
            )
        } else {
            let help = [.min, .above].contains(broken.kind) ? "use another file" : help
            refuse("\(shown) \(verb) \(format(value)); allowed: \(broken.text(format))", help: help)
        }
    }
}
