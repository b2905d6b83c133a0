extension Rule {
    /// Code that the compiler refuses.
    package static let doesNotCompile = Rule("does-not-compile", "A model's Swift files compile against the kit.")
    /// A model that somebody has changed since it was pinned.
    package static let modelChanged = Rule("model-changed", "A model that is in runner.lock is what the lock says.")
    /// Code that compiles and cannot be used.
    package static let doesNotLoad = Rule("does-not-load", "A compiled model can be loaded and set up.")
}
