internal import Hashing

/// The files of the web page, which are part of the program.
package enum PageAssets {
    /// A file.
    package struct File: Sendable {
        /// Its name.
        package let name: String
        /// Its media type.
        package let contentType: String
        /// Its content.
        package let bytes: [UInt8]
        /// The tag of its content, in quotation marks.
        package let etag: String
    }

    /// The header fields that protect the page: it loads nothing from elsewhere, runs no script but its own files, and cannot be
    /// shown inside another page.
    package static let protection: [(name: String, value: String)] = [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
                + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
                + "require-trusted-types-for 'script'; trusted-types 'none'"
        ),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "microphone=(self), camera=(), geolocation=()"),
        ("X-Frame-Options", "DENY"),
    ]

    /// Finds a file.
    ///
    /// - Parameter name: Its name, such as `app.js`.
    /// - Returns: The file; `nil` when the page has none of this name.
    package static func file(_ name: String) -> File? { files[name] }

    /// All files by their names.
    package static let files: [String: File] = {
        var files: [String: File] = [:]
        for (name, bytes) in contents {
            let ending = name.split(separator: ".").last ?? ""
            // A hash that cannot be made leaves a tag that only says how long the file is.
            let hash = (try? SHA256.digest(of: bytes).hex) ?? "\(bytes.count)"
            files[name] = File(
                name: name,
                contentType: types[String(ending)] ?? "application/octet-stream",
                bytes: bytes,
                etag: "\"\(hash.prefix(32))\""
            )
        }
        return files
    }()

    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
    ]

    private static let contents: [(String, [UInt8])] = [
        ("api.js", PackageResources.api_js),
        ("app.js", PackageResources.app_js),
        ("costs.js", PackageResources.costs_js),
        ("dom.js", PackageResources.dom_js),
        ("events.js", PackageResources.events_js),
        ("fields.js", PackageResources.fields_js),
        ("files.js", PackageResources.files_js),
        ("form.js", PackageResources.form_js),
        ("format.js", PackageResources.format_js),
        ("frame.js", PackageResources.frame_js),
        ("index.html", PackageResources.index_html),
        ("markdown.js", PackageResources.markdown_js),
        ("model.js", PackageResources.model_js),
        ("models.js", PackageResources.models_js),
        ("picker.js", PackageResources.picker_js),
        ("recorder-worklet.js", PackageResources.recorder_worklet_js),
        ("recorder.js", PackageResources.recorder_js),
        ("run.js", PackageResources.run_js),
        ("runs.js", PackageResources.runs_js),
        ("snippets.js", PackageResources.snippets_js),
        ("strings.js", PackageResources.strings_js),
        ("style.css", PackageResources.style_css),
        ("submit.js", PackageResources.submit_js),
    ]
}
