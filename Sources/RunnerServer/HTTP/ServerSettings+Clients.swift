extension ServerSettings {
    /// Whether messages about a caller's runs may go to this machine, where other programs would take them for requests of its user.
    ///
    /// - Parameter caller: Who asks for them.
    /// - Returns: True for whoever needs no token on a server that only this machine reaches, or if the operator allows it.
    package func allowsLoopbackWebhooks(of caller: String?) -> Bool {
        sendsToLoopback || isPrivate && caller == Client.anonymous.name
    }
}
