internal import InferenceKit

/// Asks a server whether it is the emulator of this project, which charges nothing.
struct EmulatorQuestion {
    let transport: any Transport

    /// Asks for `/emulator`; both the header and the answer have to say so.
    ///
    /// - Parameter address: The address of a service, `http://127.0.0.1:8080` for one.
    /// - Returns: False also for a server that does not answer.
    func isEmulator(at address: String) async -> Bool {
        guard let scheme = address.firstRange(of: "://") else { return false }
        let host = address[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let url = "\(address[..<scheme.upperBound])\(host)/emulator"
        guard let answer = try? await transport.send(HTTPRequest("GET", url, timeout: .seconds(5))) else {
            return false
        }
        return answer.status == 200 && answer.headers["Runner-Emulator"] == "1"
            && (try? JSONValue(parsing: answer.body))?["emulator"] == "runner-emulator"
    }
}
