internal import Configuration
internal import Diagnostics
internal import ErrorReporting
internal import FoundationEssentials
internal import InferenceKit

/// Settings as texts, from options, then environment variables, then a file.
struct GivenSettings {
    /// Where a text came from.
    struct Value {
        /// The text.
        var text: String
        /// What to call its place in a message, such as `RUNNER_SERVE_LISTEN`.
        var place: String
    }

    private let options: ConfigReader
    private let variables: ConfigReader
    private let members: ConfigReader
    private let file: String?

    /// Gathers settings.
    ///
    /// - Parameters:
    ///   - options: The options that were given.
    ///   - environment: The environment.
    ///   - file: The path of a file with a JSON object, whose members are named as the options are.
    /// - Throws: `RunnerError` with `configuration` when the file cannot be read or has a member that is no setting.
    init(options: [Setting: String], environment: [String: String], file: String?) throws(RunnerError) {
        self.options = Self.reader("options", options)
        variables = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment))
            .scoped(to: ["runner", "serve"])
        self.file = file
        if let file {
            members = Self.reader("file", try Self.members(of: file))
        } else {
            members = Self.reader("file", [:])
        }
    }

    /// The text of a setting; `nil` when nothing gives it one.
    func value(of setting: Setting) -> Value? {
        let key = Self.key(setting)
        if let text = options.string(forKey: key) { return Value(text: text, place: setting.option) }
        if let text = variables.string(forKey: key), !text.isEmpty { return Value(text: text, place: setting.variable) }
        return members.string(forKey: key).map { Value(text: $0, place: "'\(setting.rawValue)' in '\(file ?? "")'") }
    }

    private static func key(_ setting: Setting) -> ConfigKey {
        ConfigKey(setting.rawValue.split(separator: "-").map(String.init))
    }

    private static func reader(_ name: String, _ values: [Setting: String]) -> ConfigReader {
        let pairs = values.map { (AbsoluteConfigKey(key($0)), ConfigValue(.string($1), isSecret: false)) }
        return ConfigReader(provider: InMemoryProvider(name: name, values: Dictionary(uniqueKeysWithValues: pairs)))
    }

    private static func members(of path: String) throws(RunnerError) -> [Setting: String] {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw RunnerError(.configuration, "the settings file '\(path)' cannot be read", help: "check its path")
        }
        guard let value = try? JSONValue(parsing: [UInt8](bytes)), case .object(let members) = value else {
            throw RunnerError(
                .configuration,
                "the settings file '\(path)' is not one JSON object",
                help: #"write, for example: {"listen": "127.0.0.1:8020", "concurrency": 4}"#
            )
        }
        var texts: [Setting: String] = [:]
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let setting = Setting(rawValue: name) else {
                let near = nearest(to: name, in: Setting.allCases.map(\.rawValue)).map { "did you mean '\($0)'? " }
                throw RunnerError(
                    .configuration,
                    "the settings file '\(path)' has '\(printable(name))', which is not a setting",
                    help: (near ?? "") + "'runner serve --help' lists the settings as options"
                )
            }
            guard let text = text(value) else {
                throw RunnerError(
                    .configuration,
                    "'\(name)' in the settings file '\(path)' is neither a text, a number, a Boolean nor a list of texts"
                )
            }
            texts[setting] = text
        }
        return texts
    }

    /// A value as an option would be written; the parts of a list are separated by `:`, as in `RUNNER_REGISTRY`.
    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .int, .double, .bool: value.text
        case .array(let elements) where elements.allSatisfy({ $0.string != nil }):
            elements.compactMap(\.string).joined(separator: ":")
        case .array, .object, .null: nil
        }
    }
}
