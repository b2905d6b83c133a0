extension Manifest {
    /// Whether a run may cost something as far as the manifest tells: it names a price, or keys to charge an account with.
    package var mayCharge: Bool { pricing != nil || !secrets.isEmpty }
}
