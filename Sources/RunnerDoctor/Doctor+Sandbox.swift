internal import Sandbox

extension Doctor {
    /// Whether this kernel can confine models.
    func sandbox() -> [DoctorFinding] {
        let support = SandboxSupport.ofThisKernel
        guard !support.gaps.isEmpty else {
            return [.ok("sandbox", "models are confined (Landlock \(support.landlockVersion), seccomp)")]
        }
        return support.gaps.map { gap in
            let refused = gap.isSerious ? "; models that 'runner add' fetched are refused" : ""
            return DoctorFinding("sandbox", .warning, gap.risk + refused, help: gap.remedy)
        }
    }
}
