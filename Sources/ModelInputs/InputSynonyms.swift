internal import ModelManifest

/// Names that people give to inputs of a kind, for the case that a model calls them otherwise.
enum InputSynonyms {
    private static let words: [ValueType: Set<String>] = [
        .image: [
            "image", "img", "picture", "pic", "photo", "portrait", "face", "avatar", "reference", "image_url",
            "image_path",
            "first_frame", "frame",
        ],
        .audio: [
            "audio", "sound", "voice", "speech", "recording", "wav", "mp3", "song", "music", "audio_url", "audio_path",
            "driving_audio", "track",
        ],
        .video: ["video", "movie", "clip", "film", "mp4", "video_url", "video_path", "driving_video"],
        .string: ["prompt", "text", "description", "caption", "instruction", "message", "query"],
    ]
    private static let choosing: Set<String> = [
        "subject", "speaker", "person", "character", "face_index", "mask", "index",
    ]

    /// The input of a model that another name means; `nil` when that is not clear.
    ///
    /// - Parameters:
    ///   - name: The name that the model does not know.
    ///   - given: Everything that was given; an input that has a value is not meant.
    ///   - manifest: The inputs of the model.
    /// - Returns: The name of the only input that is meant.
    static func input(meantBy name: String, _ given: GivenInputs, of manifest: Manifest) -> String? {
        let name = name.lowercased().replacing("-", with: "_")
        let free = manifest.inputs.filter { given.values[$0.name] == nil }
        if choosing.contains(name), let index = free.first(where: { $0.name.hasSuffix("_index") }) { return index.name }
        guard let type = words.first(where: { $0.value.contains(name) })?.key else { return nil }
        let meant = free.filter { $0.type == type }
        return meant.count == 1 ? meant[0].name : nil
    }
}
