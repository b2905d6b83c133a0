internal import InferenceKit
internal import Media
internal import MediaFitting
internal import ModelManifest
internal import Quantities

/// Collects the limits that a file breaks.
struct LimitFindings {
    /// What is limited.
    enum Limit: CaseIterable {
        case size, width, height, duration
    }

    private let declaration: InputDeclaration
    private let shown: String
    private let path: String?
    /// Words after each message, such as the condition of a limit.
    private let suffix: String
    /// Whether a broken limit is only a warning.
    private let isWarning: Bool

    /// The limits that are broken.
    private(set) var violations: [InputViolation] = []
    /// How EXIF data says that a picture is to be turned.
    var orientation = 1
    /// What is allowed but not recommended.
    var warnings: [String] = []

    /// - Parameters:
    ///   - declaration: The limits.
    ///   - shown: What to call the file in messages.
    ///   - path: The file's path for commands in help texts.
    ///   - suffix: Words after each message.
    ///   - isWarning: Whether a broken limit is only a warning.
    init(
        _ declaration: InputDeclaration,
        shown: String,
        path: String?,
        suffix: String = "",
        isWarning: Bool = false
    ) {
        self.declaration = declaration
        self.shown = shown
        self.path = path
        self.suffix = suffix
        self.isWarning = isWarning
    }

    /// Adds a violation, or a warning if that is all that these limits are.
    mutating func refuse(_ message: String, help: String) {
        if isWarning {
            warnings.append("input '\(declaration.name)': \(message)\(suffix)")
        } else {
            let isSame = help.contains("--fit") && violations.contains { $0.help == help }
            violations.append(
                InputViolation(
                    input: declaration.name,
                    message: message + suffix,
                    help: isSame ? "--fit, or the same command, fixes it" : help
                )
            )
        }
    }

    /// Compares a file with its limits.
    ///
    /// - Parameters:
    ///   - file: What is known about the file; what is not known is not checked.
    ///   - limits: The limits to check.
    mutating func check(_ file: MediaFile, only limits: [Limit]) {
        let source = FitSource(file, orientation: orientation)
        let fit = FitHelp(declaration, path: path)
        let smaller = { (other: String) in source.flatMap(fit.adapting) ?? other }
        for limit in limits {
            switch limit {
            case .size:
                check(file.sizeBytes, declaration.size, "is", "", smaller("make it smaller"), UnitText.readable(bytes:))
            case .width:
                check(file.width, declaration.width, "is", " wide", smaller("scale it down"), UnitText.pixels)
            case .height:
                check(file.height, declaration.height, "is", " high", smaller("scale it down"), UnitText.pixels)
            case .duration:
                let duration = file.seconds.map { Duration.seconds($0) }
                let most = (declaration.duration?.max ?? declaration.duration?.below).map { $0 / .seconds(1) }
                let help = most.flatMap { most in source.map { fit.shortening($0, to: most) } } ?? "shorten it"
                check(duration, declaration.duration, "is", " long", help, UnitText.readable)
            }
        }
    }

    private mutating func check<Value>(
        _ value: Value?,
        _ bounds: Bounds<Value>?,
        _ verb: String,
        _ adjective: String,
        _ help: String,
        _ format: (Value) -> String
    ) {
        guard let value, let broken = bounds?.violation(of: value) else { return }
        let found = "\(shown) \(verb) \(format(value))\(adjective)"
        let limit = format(broken.limit)
        switch broken.kind {
        case .max: refuse("\(found); the limit is \(limit)", help: help)
        case .below: refuse("\(found); the limit is under \(limit)", help: help)
        case .min: refuse("\(found); the minimum is \(limit)", help: "use another file")
        case .above: refuse("\(found); it must be over \(limit)", help: "use another file")
        case .recommendedMax:
            warnings.append("input '\(declaration.name)': \(found); at most \(limit) is recommended\(suffix)")
        }
    }
}

extension FitSource {
    /// What is known about a file that was measured; `nil` for one that was not.
    fileprivate init?(_ file: MediaFile, orientation: Int) {
        guard let format = file.format.flatMap(MediaFormat.init(rawValue:)) else { return nil }
        self.init(name: format.fileWithArticle, format: format)
        (width, height, seconds) = (file.width, file.height, file.seconds)
        sizeBytes = file.sizeBytes ?? 0
        self.orientation = orientation
    }
}
