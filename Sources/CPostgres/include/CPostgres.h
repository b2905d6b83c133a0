#ifndef CPOSTGRES_H
#define CPOSTGRES_H

#include <postgresql/libpq-fe.h>

// PostgreSQL's client library, loaded when the first store in a PostgreSQL database is opened: programs start as fast without it, and
// can be installed without it.

#define CPOSTGRES_FUNCTIONS(each) \
    each(PQlibVersion) \
    each(PQconninfoParse) \
    each(PQconninfoFree) \
    each(PQconndefaults) \
    each(PQconnectStartParams) \
    each(PQconnectPoll) \
    each(PQstatus) \
    each(PQsocket) \
    each(PQfinish) \
    each(PQerrorMessage) \
    each(PQhost) \
    each(PQsslInUse) \
    each(PQbackendPID) \
    each(PQserverVersion) \
    each(PQsetnonblocking) \
    each(PQsetNoticeReceiver) \
    each(PQsetErrorVerbosity) \
    each(PQenterPipelineMode) \
    each(PQexitPipelineMode) \
    each(PQpipelineSync) \
    each(PQsendQueryParams) \
    each(PQflush) \
    each(PQconsumeInput) \
    each(PQisBusy) \
    each(PQgetResult) \
    each(PQresultStatus) \
    each(PQresultErrorField) \
    each(PQresultErrorMessage) \
    each(PQcmdStatus) \
    each(PQcmdTuples) \
    each(PQntuples) \
    each(PQnfields) \
    each(PQgetisnull) \
    each(PQgetvalue) \
    each(PQclear) \
    each(PQnotifies) \
    each(PQfreemem)

// Fields of errors; Swift does not read macros of characters.
enum {
    CPOSTGRES_SQLSTATE = PG_DIAG_SQLSTATE,
    CPOSTGRES_MESSAGE = PG_DIAG_MESSAGE_PRIMARY,
};

/// The functions of libpq, https://www.postgresql.org/docs/15/libpq.html, under their own names.
struct cpostgres_functions {
#define CPOSTGRES_MEMBER(name) __typeof__(&name) name;
    CPOSTGRES_FUNCTIONS(CPOSTGRES_MEMBER)
#undef CPOSTGRES_MEMBER
};

/// Loads the library unless it is loaded.
///
/// Gives the functions, or null and the loader's reason. Any thread may call it.
const struct cpostgres_functions *cpostgres_load(const char **reason);

/// Ignores the notices of a connection, which libpq prints to standard error otherwise.
void cpostgres_silence(PGconn *connection);

#endif
