extension SandboxRules {
    /// The rules as arguments of a program, one option a rule.
    package var arguments: [String] {
        var arguments = readable.flatMap { ["--read", $0] }
        arguments += executable.flatMap { ["--execute", $0] }
        arguments += writable.flatMap { ["--write", $0] }
        arguments += scratch.flatMap { ["--scratch", $0] }
        arguments += ports.flatMap { ["--port", "\($0)"] }
        if let reach { arguments += ["--network", reach] }
        if hasLocalSockets { arguments += ["--local-sockets", "yes"] }
        if fileBytes != Self.defaultFileBytes { arguments += ["--file-bytes", "\(fileBytes)"] }
        if let lifetime { arguments += ["--lifetime", "\(lifetime.components.seconds)"] }
        if !diesWithRunner { arguments += ["--outlives-runner", "yes"] }
        if let grace { arguments += ["--grace", "\(grace.components.seconds)"] }
        return arguments
    }

    /// Reads the rules from a program's arguments.
    ///
    /// - Parameter arguments: The arguments, from which those about rules are removed.
    /// - Throws: ``SandboxError`` with `bad-rules`.
    package init(takingFrom arguments: inout [String]) throws(SandboxError) {
        self.init()
        var ports: [UInt16] = []
        var reach: String?
        while let option = arguments.first, option.hasPrefix("--"), option != "--" {
            guard arguments.count > 1 else {
                throw SandboxError(.badRules, "the option '\(option)' needs a value")
            }
            let value = arguments[1]
            switch option {
            case "--read": readable.append(value)
            case "--execute": executable.append(value)
            case "--write": writable.append(value)
            case "--scratch": scratch.append(value)
            case "--port": ports.append(try Self.number(value, of: option))
            case "--network": reach = try Self.reach(value)
            case "--local-sockets": hasLocalSockets = true
            case "--file-bytes": fileBytes = try Self.number(value, of: option)
            case "--lifetime": lifetime = .seconds(try Self.number(value, of: option) as Int64)
            case "--outlives-runner": diesWithRunner = false
            case "--grace": grace = .seconds(try Self.number(value, of: option) as Int64)
            default: throw SandboxError(.badRules, "the option '\(option)' is unknown")
            }
            arguments.removeFirst(2)
        }
        switch reach {
        case "world": network = .world(ports: ports)
        case "local": network = .local(ports: ports)
        case "anywhere": network = .anywhere
        default: network = .none
        }
    }

    private var reach: String? {
        switch network {
        case .none: nil
        case .local: "local"
        case .world: "world"
        case .anywhere: "anywhere"
        }
    }

    private static func reach(_ text: String) throws(SandboxError) -> String {
        guard ["anywhere", "local", "world"].contains(text) else {
            throw SandboxError(.badRules, "the value '\(text)' of '--network' is none of 'anywhere', 'local', 'world'")
        }
        return text
    }

    private static func number<Number: FixedWidthInteger>(
        _ text: String,
        of option: String
    ) throws(SandboxError) -> Number {
        guard let number = Number(text) else {
            throw SandboxError(.badRules, "the value '\(text)' of '\(option)' is not a number")
        }
        return number
    }
}
