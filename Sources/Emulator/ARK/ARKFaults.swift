extension FaultKind {
    /// The kinds that only the API of tasks and images has.
    static let ark = [
        FaultKind(
            "error",
            "CODE[@HTTP]",
            [.action],
            at: ARKAction.allCases.map(\.rawValue),
            "the error CODE, such as ServerOverloaded, with that HTTP status if given"
        ) { argument in
            let parts = (argument ?? "").split(separator: "@", omittingEmptySubsequences: false).map(String.init)
            let status = parts.count == 2 ? Int(parts[1]) : nil
            guard let code = parts.first, !code.isEmpty, code.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." }),
                parts.count == 1 || status.map({ (400...599).contains($0) }) == true
            else { return nil }
            return .refusal(code: code, status: status)
        },
        FaultKind("failed", "CODE", [.action], at: [ARKAction.getTask.rawValue], "the task has failed with CODE") {
            $0.flatMap { $0.isEmpty ? nil : .taskFailed(code: $0) }
        },
        FaultKind("status", "WORD", [.action], at: [ARKAction.getTask.rawValue], "the task's status is WORD") {
            $0.flatMap { $0.isEmpty ? nil : .taskStatus($0) }
        },
        FaultKind(
            "no-url",
            [.action],
            at: [ARKAction.getTask.rawValue],
            "the task has succeeded without a link",
            .noLink
        ),
        FaultKind(
            "partial",
            "CODE",
            [.action],
            at: [ARKAction.generateImages.rawValue],
            "the first image fails with CODE, the others are made"
        ) { $0.flatMap { $0.isEmpty ? nil : .taskFailed(code: $0) } },
        FaultKind(
            "no-id",
            [.action],
            at: [ARKAction.createTask.rawValue],
            "a success that does not name the task, after it was created",
            .nullData
        ),
    ]
}
