internal import HTTPTypes
internal import Hummingbird

/// Turns every error into an answer, and unknown paths and methods into problems that name them.
struct ProblemReporting: RouterMiddleware {
    func handle(
        _ request: Request,
        context: ServerContext,
        next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            throw Problem(
                .notFound,
                "there is nothing at \(request.method.rawValue) \(request.uri.path)",
                help: "GET /openapi.json lists what there is"
            )
        } catch let error as HTTPError {
            throw Problem(error.status, error.body ?? error.status.reasonPhrase)
        } catch {
            throw Problem(error)
        }
    }
}
