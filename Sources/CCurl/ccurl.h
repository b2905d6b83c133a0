#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

// Swift cannot call variadic functions, so each option type that we use has one function here.

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, int64_t value) {
    return curl_easy_setopt(easy, option, (curl_off_t)value);
}

static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

/// Copies the bytes, so that they need not outlive the call.
static inline CURLcode ccurl_set_body(CURL *easy, const void *bytes, int64_t count) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes);
}

static inline CURLcode ccurl_set_private(CURL *easy, void *value) {
    return curl_easy_setopt(easy, CURLOPT_PRIVATE, value);
}

/// The buffer takes CURL_ERROR_SIZE bytes and must live until the transfer's end.
static inline CURLcode ccurl_set_error_buffer(CURL *easy, char *buffer) {
    return curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, buffer);
}

typedef size_t (*ccurl_data_callback)(char *data, size_t size, size_t count, void *context);
typedef int (*ccurl_seek_callback)(void *context, int64_t offset, int origin);
typedef int (*ccurl_prerequest_callback)(void *context);
/// Gets the bytes of the address, 4 or 16; 0 for any other family.
typedef curl_socket_t (*ccurl_open_socket_callback)(
    void *context, int family, int type, int protocol, const uint8_t *address, int count);

/// What a transfer calls back; the context is handed to each.
struct ccurl_callbacks {
    void *context;
    ccurl_data_callback header;
    ccurl_data_callback write;
    ccurl_data_callback read;
    ccurl_seek_callback seek;
    ccurl_prerequest_callback prerequest;
    ccurl_open_socket_callback open_socket;
};

static inline int ccurl_prerequest(
    void *context, char *primary_ip, char *local_ip, int primary_port, int local_port) {
    (void)primary_ip, (void)local_ip, (void)primary_port, (void)local_port;
    const struct ccurl_callbacks *callbacks = (const struct ccurl_callbacks *)context;
    return callbacks->prerequest(callbacks->context);
}

// The address is a struct of variable length, which Swift cannot take as it is.
static inline curl_socket_t ccurl_open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)purpose;
    const struct ccurl_callbacks *callbacks = (const struct ccurl_callbacks *)context;
    const uint8_t *bytes = NULL;
    int count = 0;
    if (address->addr.sa_family == AF_INET) {
        bytes = (const uint8_t *)&((const struct sockaddr_in *)&address->addr)->sin_addr;
        count = 4;
    } else if (address->addr.sa_family == AF_INET6) {
        bytes = (const uint8_t *)&((const struct sockaddr_in6 *)&address->addr)->sin6_addr;
        count = 16;
    }
    return callbacks->open_socket(
        callbacks->context, address->family, address->socktype, address->protocol, bytes, count);
}

/// Sets all callbacks; the struct must live until the transfer's end.
static inline CURLcode ccurl_set_callbacks(CURL *easy, const struct ccurl_callbacks *callbacks) {
    CURLcode code = CURLE_OK;
#define CCURL_SET(option, value) \
    if (code == CURLE_OK) code = curl_easy_setopt(easy, option, value)
    CCURL_SET(CURLOPT_HEADERFUNCTION, callbacks->header);
    CCURL_SET(CURLOPT_HEADERDATA, callbacks->context);
    CCURL_SET(CURLOPT_WRITEFUNCTION, callbacks->write);
    CCURL_SET(CURLOPT_WRITEDATA, callbacks->context);
    CCURL_SET(CURLOPT_READFUNCTION, callbacks->read);
    CCURL_SET(CURLOPT_READDATA, callbacks->context);
    CCURL_SET(CURLOPT_SEEKFUNCTION, (curl_seek_callback)callbacks->seek);
    CCURL_SET(CURLOPT_SEEKDATA, callbacks->context);
    CCURL_SET(CURLOPT_PREREQFUNCTION, ccurl_prerequest);
    CCURL_SET(CURLOPT_PREREQDATA, (void *)callbacks);
    CCURL_SET(CURLOPT_OPENSOCKETFUNCTION, ccurl_open_socket);
    CCURL_SET(CURLOPT_OPENSOCKETDATA, (void *)callbacks);
#undef CCURL_SET
    return code;
}

static inline long ccurl_get_long(CURL *easy, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline int64_t ccurl_get_offset(CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? (int64_t)value : 0;
}

/// The text belongs to the handle; null when there is none.
static inline const char *ccurl_get_string(CURL *easy, CURLINFO info) {
    const char *value = NULL;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : NULL;
}

static inline void *ccurl_get_private(CURL *easy) {
    char *value = NULL;
    return curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value) == CURLE_OK ? value : NULL;
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// Takes the next finished transfer, whose result is in a union; false when there is none.
static inline bool ccurl_next_finished(CURLM *multi, CURL **easy, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            *easy = message->easy_handle;
            *result = message->data.result;
            return true;
        }
    }
    return false;
}

#endif
