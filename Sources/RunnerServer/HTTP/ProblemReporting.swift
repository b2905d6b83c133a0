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
            return try Problem(
                .notFound,
                "there is nothing at \((context.otherMethod ?? request.method).rawValue) \(String(request.uri.path.prefix(300)))",
                help: "GET /openapi.json lists all operations"
            ).response(from: request, context: context)
        } catch let error as HTTPError {
            let problem = Problem(error.status, error.body ?? error.status.reasonPhrase)
            return try problem.response(from: request, context: context)
        } catch {
            return try Problem(error).response(from: request, context: context)
        }
    }
}
