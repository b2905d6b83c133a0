internal import Glibc

/// The certificates that a server's certificate must lead to.
package struct CertificateStore: Sendable, Hashable {
    /// A file of certificates in PEM form; `nil` means the system's.
    package var file: String?

    /// A directory of certificates by hash; `nil` means the system's.
    package var directory: String?

    /// Names the places.
    ///
    /// - Parameters:
    ///   - file: A file of certificates in PEM form; `nil` means the system's.
    ///   - directory: A directory of certificates by hash; `nil` means the system's.
    package init(file: String? = nil, directory: String? = nil) {
        self.file = file
        self.directory = directory
    }

    /// The places that the environment names in `CURL_CA_BUNDLE`, `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    ///
    /// The curl program reads them in this way, the library does not; see <https://curl.se/docs/manpage.html#-cacert>.
    package static var ofEnvironment: CertificateStore {
        func variable(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        return CertificateStore(
            file: variable("CURL_CA_BUNDLE") ?? variable("SSL_CERT_FILE"),
            directory: variable("SSL_CERT_DIR")
        )
    }
}
