#include "CPostgres.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

static struct cpostgres_functions loaded;
static char failure[512];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    // It stays loaded until the process ends.
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *reason = dlerror();
        snprintf(failure, sizeof failure, "%s", reason != NULL ? reason : "libpq.so.5 cannot be loaded");
        return;
    }
#define CPOSTGRES_LOAD(name) \
    loaded.name = (__typeof__(&name))dlsym(library, #name); \
    if (loaded.name == NULL && failure[0] == '\0') \
        snprintf(failure, sizeof failure, "this libpq.so.5 has no %s; version 14 or newer is needed", #name);
    CPOSTGRES_FUNCTIONS(CPOSTGRES_LOAD)
#undef CPOSTGRES_LOAD
}

const struct cpostgres_functions *cpostgres_load(const char **reason) {
    pthread_once(&once, load);
    *reason = failure;
    return failure[0] == '\0' ? &loaded : NULL;
}

static void ignore(void *context, const PGresult *notice) {
    (void)context, (void)notice;
}

void cpostgres_silence(PGconn *connection) {
    loaded.PQsetNoticeReceiver(connection, ignore, NULL);
}
