extension ManifestReference {
    /// A manifest without a finding.
    static let example = """
        namespace: demo
        name: talking-portrait
        title: Talking Portrait
        description: Makes a portrait speak a recording, calm or lively.
        category: video
        kernel: swift-6

        metadata:
            tags: [avatar, lip-sync]

        secrets:
            - key: PORTRAIT_API_KEY
              description: The key of the service. Create one on its page for developers.

        resources:
            gpu: {count: 0, vram: 0, type: none}
            ram: 1GB

        inputs:
            image:
                type: image
                description: The face to animate.
                formats: [jpeg, png]
                size: {below: 5MB}
                width: {min: 256, below: 4096}
                height: {min: 256, below: 4096}
            audio:
                type: audio
                description: What the face says.
                duration: {max: 60s, recommended_max: 15s}
            prompt:
                type: string
                description: How the face moves.
                required: false
                length: {max: 300}
                examples: [She nods slowly.]
            style:
                type: string
                enum: [calm, lively]
                default: calm
            strength:
                type: number
                range: {above: 0, max: 1}
                default: 0.5

        outputs:
            video: {type: video, formats: [mp4], frame_rate: 30}

        pricing:
            usd_per_output_second: 0.12
            duration_from: audio

        """
}
