internal import Media
internal import ModelManifest

extension OutputPlan {
    /// What the user may not expect of the names that were chosen: the ending of another format.
    package var warnings: [String] {
        targets.compactMap { target in
            guard target.base == nil, let kind = target.declaration.type.mediaKind else { return nil }
            let name = target.path.split(separator: "/").last ?? ""
            guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
            let ending = name[name.index(after: dot)...].lowercased()
            let declared = target.declaration.formats
            let formats = declared.isEmpty ? MediaFormat.allCases.filter { $0.kind == kind } : declared
            guard !formats.contains(where: { $0.fileExtensions.contains(ending) }), let format = formats.first else {
                return nil
            }
            let better = target.path.dropLast(ending.count) + format.fileExtension
            return "the output is \(format.fileWithArticle), but the name '\(target.path)' ends in '.\(ending)'; "
                + "some programs will not open it: use -o \(better)"
        }
    }
}
