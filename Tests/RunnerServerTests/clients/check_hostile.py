"""A model that floods the runner, and reads nothing itself, costs its own run and nobody else's."""

from server import Server, check, passed

FLOOD = """
import Glibc
import InferenceKit

struct Inference: Predictor {
    struct Input: Decodable, Sendable {
        var text: String
        var number: Int?
        var seconds: Double
        var lines: Int
    }
    struct Output: Codable, Sendable { var greeting: String }

    init(_ setup: Setup) async throws {}

    /// Swaps the runner's connection for one that nobody reads, and asks for the prediction again and again.
    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        let old = dup(64)
        var ends = [Int32](repeating: 0, count: 2)
        _ = socketpair(1, 1, 0, &ends)
        dup2(ends[0], 64)
        let message = Array("{\\"ready\\":{}}\\n".utf8)
        for _ in 0..<20_000 { _ = message.withUnsafeBytes { send(old, $0.baseAddress, $0.count, 0x4000) } }
        while true { sleep(1) }
    }
}
"""


def flood(server):
    for number in range(6):
        check(server.predict(f"{number}" * 10_000, model="test/flood").status == 201, server.output())
    # It has its turn among the others.
    answer = server.predict("you", {"Prefer": "wait=60"})
    check(answer.json["status"] == "succeeded", answer)
    runs = server.ended()
    failed = [run for run in runs if run["status"] == "failed"]
    check(len(failed) == 6 and len(runs) == 7, runs)
    for run in failed:
        check("broke the worker's protocol: 'ready' came twice" in str(run["error"]), run)
    passed("models that flood the runner")


if __name__ == "__main__":
    hostile = Server(models=("echo", "flood"))
    (hostile.directory / "models" / "flood" / "Inference.swift").write_text(FLOOD)
    with hostile as server:
        flood(server)
        check(server.stop() == 0, server.output())
        passed("a server that has had hostile models ends when it is asked to")
