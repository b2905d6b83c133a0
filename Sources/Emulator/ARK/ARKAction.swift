/// The calls of the API, by the names that faults and counts use.
enum ARKAction: String, Sendable, CaseIterable {
    /// `POST /contents/generations/tasks`.
    case createTask = "CreateTask"
    /// `GET /contents/generations/tasks/{id}`.
    case getTask = "GetTask"
    /// `GET /contents/generations/tasks`.
    case listTasks = "ListTasks"
    /// `DELETE /contents/generations/tasks/{id}`.
    case deleteTask = "DeleteTask"
    /// `POST /images/generations`.
    case generateImages = "GenerateImages"
    /// `GET /models`.
    case listModels = "ListModels"
}
