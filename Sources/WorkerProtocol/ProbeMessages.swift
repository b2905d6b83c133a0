package import InferenceKit
package import StagingPlaces

// The conversation with `runner-worker --probe`, which looks at the network for a program without network code.

/// What the runner sends to a prober, one JSON line each.
package enum ProbeCommand: Sendable, Hashable, Codable {
    /// The first command: how to reach the network.
    case setup(ProbeSettings)
    /// Find something out; several may be under way.
    case probe(number: Int, Probe)
}

/// What a prober sends to the runner, one JSON line each.
package enum ProbeEvent: Sendable, Hashable, Codable {
    /// The first event: the version of the program, and the libraries it runs with.
    case hello(version: String, libraries: String)
    /// The answer to a question.
    case answer(number: Int, ProbeAnswer)
}

/// How a prober reaches the network.
package struct ProbeSettings: Sendable, Hashable, Codable {
    /// Whether plain http to this machine is allowed; otherwise links must be reachable from everywhere.
    package var allowsLoopback: Bool
    /// A file of certificates to trust in place of the system's.
    package var certificateFile: String?
    /// A directory of certificates by hash to trust in place of the system's.
    package var certificateDirectory: String?
    /// The proxy for https.
    package var httpsProxy: String?
    /// The hosts that are reached without the proxy, separated by commas.
    package var noProxy: String?

    /// Creates settings; each parameter is the property of the same name.
    package init(
        allowsLoopback: Bool,
        certificateFile: String? = nil,
        certificateDirectory: String? = nil,
        httpsProxy: String? = nil,
        noProxy: String? = nil
    ) {
        self.allowsLoopback = allowsLoopback
        self.certificateFile = certificateFile
        self.certificateDirectory = certificateDirectory
        self.httpsProxy = httpsProxy
        self.noProxy = noProxy
    }
}

/// Something to find out.
package enum Probe: Sendable, Hashable, Codable {
    /// What a link leads to: its first bytes are written to a file.
    case link(url: String, path: String, limitBytes: Int64)
    /// A whole file: it is written to `path`; one that is longer fails.
    case download(url: String, path: String, limitBytes: Int64)
    /// Whether a service answers at all, and what time it is there.
    case service(address: String)
    /// Whether an emulator of this project answers at an address.
    case emulator(address: String)
    /// Whether a place for local files accepts and serves a file, and removes it where that is possible.
    case staging(StagingPlace)
    /// Do something with the files that a bucket keeps by their content.
    case bucket(BucketTask, ObjectStorage)
}

/// Something to do with files that are named by the SHA-256 of their bytes in hex.
package enum BucketTask: Sendable, Hashable, Codable {
    /// Keep a file.
    case put(path: String, sha256: String)
    /// Write a file to a path; the answer has no file when it is not there.
    case get(sha256: String, path: String)
    /// Find a file; the answer has no file when it is not there.
    case find(sha256: String)
    /// Delete a file.
    case remove(sha256: String)
    /// List files after a name; the answer has none at the end.
    case list(after: String?)
}

/// A file in a bucket.
package struct BucketFile: Sendable, Hashable, Codable {
    /// SHA-256 of its bytes in hex.
    package var sha256: String
    /// Its length.
    package var sizeBytes: Int64
    /// When it was written, in seconds since 1970.
    package var secondsSinceEpoch: Int64

    /// Describes a file; each parameter is the property of the same name.
    package init(sha256: String, sizeBytes: Int64, secondsSinceEpoch: Int64) {
        self.sha256 = sha256
        self.sizeBytes = sizeBytes
        self.secondsSinceEpoch = secondsSinceEpoch
    }
}

/// The answer to a ``Probe``.
package enum ProbeAnswer: Sendable, Hashable, Codable {
    /// What a link leads to, or the result of a download.
    case link(LinkFacts)
    /// It works; a few words say what was seen.
    case works(String)
    /// What was found about a service.
    case service([ServiceFinding])
    /// The files that a ``BucketTask`` is about.
    case files([BucketFile])
    /// Whether it is an emulator; a server that does not answer is none.
    case emulator(Bool)
    /// It does not work.
    case fails(PredictionError)
}

/// What a server says about a link.
package struct LinkFacts: Sendable, Hashable, Codable {
    /// The status of the last answer.
    package var status: Int
    /// The declared media type.
    package var contentType: String?
    /// The length of the whole file.
    package var totalBytes: Int64?
    /// How many bytes were written.
    package var receivedBytes: Int64
    /// Whether the link itself leads elsewhere.
    package var isRedirected: Bool

    /// Describes an answer; each parameter is the property of the same name.
    package init(
        status: Int,
        contentType: String? = nil,
        totalBytes: Int64? = nil,
        receivedBytes: Int64 = 0,
        isRedirected: Bool = false
    ) {
        self.status = status
        self.contentType = contentType
        self.totalBytes = totalBytes
        self.receivedBytes = receivedBytes
        self.isRedirected = isRedirected
    }
}
