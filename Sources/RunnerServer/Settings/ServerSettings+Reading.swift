internal import Addresses
package import ErrorReporting
internal import Quantities
internal import RunStore
internal import Spending

extension ServerSettings {
    /// Reads settings from options, then environment variables, then a file, and checks each of them.
    ///
    /// - Parameters:
    ///   - options: The options that were given, as texts.
    ///   - environment: The environment; `RUNNER_SLOTS` says how many tasks each service takes at a time.
    ///   - file: The path of a settings file.
    /// - Throws: `RunnerError` with `configuration` that names the first wrong setting and its place.
    package init(
        options: [Setting: String],
        environment: [String: String],
        file: String?
    ) throws(RunnerError) {
        let given = try GivenSettings(options: options, environment: environment, file: file)
        try self.init(given, home: environment["HOME"])
        do throws(LimitsProblem) {
            limits = try ServiceLimits(environment: environment)
        } catch {
            throw RunnerError(.configuration, error.message, help: error.help)
        }
        // Read by the rule that holds for every run, also when another setting comes first.
        let day = try SpendingLimit(perRun: nil, environment: environment).perDay
        maxCostPerDay = maxCostPerDay ?? day
    }

    private init(_ given: GivenSettings, home: String?) throws(RunnerError) {
        if let value = given.value(of: .listen) {
            guard let address = ListenAddress(value.text) else {
                throw value.refused("an address to listen on", example: "127.0.0.1:8020")
            }
            listen = address
        }
        model = given.value(of: .model)?.text
        registry = (given.value(of: .registry)?.text ?? "").split(separator: ":").map(String.init)
            .map { FilePath.inHome($0, home: home) ?? $0 }
        store = try given.value(of: .store)?.path(home)
        files = try given.value(of: .files)?.path(home)
        if let value = given.value(of: .concurrency) { concurrency = try value.count(1...1_000) }
        if let value = given.value(of: .queue) { queueLength = try value.count(0...1_000_000) }
        if let value = given.value(of: .emulator) { usesEmulator = try value.isTrue }
        if let value = given.value(of: .enqueue) { onlyEnqueues = try value.isTrue }
        if onlyEnqueues, usesEmulator {
            throw RunnerError(
                .configuration,
                "--enqueue and --emulator cannot be used together: other processes cannot use the server's emulator",
                help: "start 'runner emulator', and set the variables that it prints for the server and the workers"
            )
        }
        maxCost = try Self.amount(given.value(of: .maxCost))
        maxCostPerDay = try Self.amount(given.value(of: .maxCostPerDay))
        certificate = try given.value(of: .certificate)?.path(home)
        certificateKey = try given.value(of: .certificateKey)?.path(home)
        if let value = given.value(of: .publicURL) {
            guard value.text.hasPrefix("https://") || value.text.hasPrefix("http://"), !value.text.contains(" ") else {
                throw value.refused("the address of the server", example: "https://models.example.com")
            }
            publicURL = value.text.hasSuffix("/") ? String(value.text.dropLast()) : value.text
        }
        metricsReaders = Set((given.value(of: .metrics)?.text ?? "").split(separator: ":").map(String.init))
        if let value = given.value(of: .loopbackWebhooks) { sendsToLoopback = try value.isTrue }
        if let value = given.value(of: .keep) { keep = try value.duration }
        if let value = given.value(of: .grace) { grace = try value.duration }
        if let value = given.value(of: .warm) { isWarm = try value.isTrue }
        if let value = given.value(of: .idle) { idle = try value.duration }
        if (certificate == nil) != (certificateKey == nil) {
            throw RunnerError(
                .configuration,
                "--tls-certificate and --tls-key require each other",
                help: "give both, or neither"
            )
        }
    }

    private static func amount(_ value: GivenSettings.Value?) throws(RunnerError) -> Double? {
        guard let value else { return nil }
        guard let amount = Double(value.text), amount >= 0, amount.isFinite else {
            throw value.refused("an amount of US dollars", example: "2.50")
        }
        return amount
    }
}

extension GivenSettings.Value {
    /// The error for a text that cannot be what it should be.
    fileprivate func refused(_ wanted: String, example: String) -> RunnerError {
        RunnerError(
            .configuration,
            "\(place) is '\(text)', which is not \(wanted)",
            help: "write, for example, \(example)"
        )
    }

    fileprivate func path(_ home: String?) throws(RunnerError) -> String {
        guard !text.isEmpty else { throw refused("a path", example: "/var/lib/runner") }
        return FilePath.inHome(text, home: home) ?? text
    }

    fileprivate func count(_ range: ClosedRange<Int>) throws(RunnerError) -> Int {
        guard let count = Int(text), range.contains(count) else {
            throw refused("a whole number from \(range.lowerBound) to \(range.upperBound)", example: "4")
        }
        return count
    }

    fileprivate var isTrue: Bool {
        get throws(RunnerError) {
            switch text.lowercased() {
            case "true", "yes", "1", "on": return true
            case "false", "no", "0", "off": return false
            default: throw refused("true or false", example: "true")
            }
        }
    }

    fileprivate var duration: Duration {
        get throws(RunnerError) {
            guard let duration = DurationText.duration(text, allowsBareSeconds: true), duration >= .zero else {
                throw refused("a length of time", example: "30s, 10min, 2h or 30d")
            }
            return duration
        }
    }
}
