import Addresses
import Testing

struct AddressPasswordTests {
    @Test(arguments: [
        ("postgres://ada:secret@host/runs", "postgres://ada@host/runs"),
        ("postgres://ada:s@cret@host:5432/runs", "postgres://ada@host:5432/runs"),
        ("postgres://ada@host/runs", "postgres://ada@host/runs"),
        ("postgres://host:5432/runs", "postgres://host:5432/runs"),
        ("postgres://host/runs?user=ada&password=secret", "postgres://host/runs?user=ada"),
        ("postgres://host/runs?sslpassword=secret", "postgres://host/runs"),
        ("postgres://ada:sec/ret@host/runs", "postgres://ada@host/runs"),
        ("postgres://ada:sec?ret@host/runs", "postgres://ada@host/runs"),
        ("s3://bucket/some@where", "s3://bucket/some@where"), ("/data/a:b@c", "/data/a:b@c"), ("", ""),
    ]) func `no password of an address is shown`(address: String, shown: String) {
        #expect(AddressPassword.removed(from: address) == shown)
    }
}
