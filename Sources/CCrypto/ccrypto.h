#ifndef CCRYPTO_H
#define CCRYPTO_H

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

/// Makes a MAC context compute HMAC with SHA-256; 1 when it worked. OSSL_PARAM holds a union, so this is C.
static inline int ccrypto_choose_sha256(EVP_MAC_CTX *context) {
    char digest[] = "SHA256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_CTX_set_params(context, parameters);
}

#endif
