import ManifestDecoding

/// The schema of the platform's keys besides names: secrets, resources, pictures, accounts.
enum PlatformSchema {
    /// Accounts in both of their forms.
    static var accounts: JSONSchema {
        let account = SchemaPart.definition("credential")
        return [
            "type": ["object", "array", "null"],
            "items": [
                "allOf": [account],
                "anyOf": [
                    ["required": ["slug"], "properties": ["slug": ["type": "string"]]],
                    ["required": ["key"], "properties": ["key": ["type": "string"]]],
                    ["required": ["provider"]],
                ],
            ],
            "additionalProperties": ["if": ["type": "null"], "then": true, "else": account],
        ]
    }

    /// The keys of the manifest with their values.
    static var properties: JSONSchema {
        [
            "metadata": metadata,
            "images": images,
            "env": [
                "description": "Environment variables that the model gets. Values are strings: put numbers in quotes.",
                "type": ["object", "null"],
                "propertyNames": ["pattern": .string(SchemaPart.variableName)],
                "additionalProperties": ["type": ["string", "null"]],
                "examples": [["THREADS": "4"]],
            ],
            "secrets": SchemaPart.list(
                of: secret,
                "Secrets that the model gets as environment variables.",
                isNullable: true
            ),
            "credentials": accounts.with([
                "description": "Accounts that the model uses: a mapping by the account's short name, or a list."
            ]),
            "resources": resources,
            "default_function": SchemaPart.value(
                "string",
                "The function that is called by default. Without this key, 'run'.",
                isNullable: true
            ),
            "functions": functions,
            "sandbox": SchemaPart.mapping(
                "Additional permissions of the model on its machine.",
                isNullable: true,
                [
                    "host_network": SchemaPart.value(
                        "boolean",
                        "Whether the model can access the host's network.",
                        isNullable: true
                    ),
                    "capabilities": SchemaPart.list(
                        of: ["type": "string", "enum": SchemaPart.strings(LinuxCapability.known)],
                        "Linux capabilities in upper case without 'CAP_', such as 'SYS_PTRACE'.",
                        isNullable: true,
                        ["uniqueItems": true]
                    ),
                ]
            ),
        ]
    }

    /// What the platform requires in addition to the keys that all manifests must have.
    static var demands: JSONSchema {
        let gpu: JSONSchema = [
            "type": "object",
            "required": ["count", "vram", "type"],
            "properties": ["count": ["type": "integer"], "vram": ["type": "integer"], "type": ["type": "string"]],
        ]
        let resources: JSONSchema = [
            "type": "object",
            "required": ["gpu", "ram"],
            "properties": ["gpu": gpu, "ram": ["type": "integer"]],
        ]
        return ["required": ["resources"], "properties": ["resources": resources]]
    }

    private static var functions: JSONSchema {
        let function = SchemaPart.mapping(
            nil,
            required: ["name"],
            [
                "name": SchemaPart.value("string", "The name by which requests call it."),
                "description": SchemaPart.value("string", "What it does.", isNullable: true),
            ]
        )
        return SchemaPart.list(
            of: function,
            "The model's functions, which are also found in its code.",
            isNullable: true
        )
    }

    private static var metadata: JSONSchema {
        [
            "description": "Metadata for tools; any keys are allowed.",
            "type": ["object", "null"],
            "properties": [
                "tags": SchemaPart.list(
                    of: ["type": "string"],
                    "Search terms for the model, in lower case, such as '[avatar, lip-sync]'.",
                    isNullable: true
                ),
                "provider": ["description": "Who made the model."],
                "capabilities": [
                    "description": "What a chat model can do: 'reasoning', 'image', 'file', 'tools', 'audio'."
                ],
                "ui": ["description": "The page that shows the model: '{artifact: namespace/name}'."],
                "checksum": ["description": "The SHA-256 of the package, written by the platform's tools."],
            ],
        ]
    }

    private static var images: JSONSchema {
        func slots(_ place: String) -> JSONSchema {
            [
                "card": SchemaPart.value("string", "URL of the picture on a card\(place).", isNullable: true),
                "thumbnail": SchemaPart.value("string", "URL of the small picture\(place).", isNullable: true),
                "banner": SchemaPart.value("string", "URL of the wide picture\(place).", isNullable: true),
            ]
        }
        let dark = SchemaPart.mapping("The pictures on a dark page.", isNullable: true, slots(" on a dark page"))
        return SchemaPart.mapping(
            "Pictures for the listing; the platform generates missing ones.",
            isNullable: true,
            slots("").with(["dark": dark])
        )
    }

    private static var secret: JSONSchema {
        SchemaPart.mapping(
            nil,
            required: ["key"],
            [
                "key": SchemaPart.value(
                    "string",
                    "The name of the environment variable, in upper case.",
                    ["pattern": .string(SchemaPart.variableName), "examples": ["API_KEY"]]
                ),
                "description": SchemaPart.value("string", "What it is and where to get it.", isNullable: true),
                "optional": SchemaPart.value(
                    "boolean",
                    "Whether the model works without it. A required one that is missing stops the run before it starts.",
                    isNullable: true
                ),
            ]
        )
    }

    private static var resources: JSONSchema {
        SchemaPart.mapping(
            "The machine that the model needs.",
            isNullable: true,
            [
                "gpu": SchemaPart.mapping(
                    "The GPUs that the model needs.",
                    isNullable: true,
                    [
                        "count": SchemaPart.value("integer", "How many; 0 for none.", isNullable: true, ["minimum": 0]),
                        "vram": SchemaPart.memory("Memory of each GPU."),
                        "type": SchemaPart.value(
                            "string",
                            "The manufacturer, 'any', or 'none'.",
                            isNullable: true,
                            ["enum": .array(GPUMismatch.types.map { .string($0) } + ["", .null])]
                        ),
                    ]
                ),
                "ram": SchemaPart.memory("Main memory."),
            ]
        )
    }

    /// An account, in both forms of `credentials`.
    static var credential: JSONSchema {
        func string(_ description: String) -> JSONSchema {
            SchemaPart.value("string", description, isNullable: true)
        }
        let strings: JSONSchema = ["type": "string"]
        return SchemaPart.mapping(
            nil,
            [
                "slug": string("The account's short name, such as 'google'."),
                "key": string("The capability, such as 'google.sheets'; prefer 'capabilities'."),
                "capabilities": SchemaPart.list(
                    of: strings,
                    "What the model does with the account, such as 'google.sheets'.",
                    isNullable: true
                ),
                "description": string("What it is for."),
                "optional": SchemaPart.value("boolean", "Whether the model works without it.", isNullable: true),
                "secrets": ["description": "The keys that an account with an API key gives to the model."],
                "scopes": ["description": "The scopes to ask for when the account is connected by OAuth."],
                "provider": ["description": "Who runs the service: its short name, or a mapping that describes it."],
                "auth": ["description": "How the account is connected."],
                "name": ["description": "The display name of the service."],
                "website": ["description": "The service's website."],
                "display_name": ["description": "The display name of the account."],
                "connection_scope": ["description": "Who owns the account: 'team' or 'user'."],
                "instructions": ["description": "How to get the account."],
                "docs_url": ["description": "Where the service is documented."],
                "expires_after_days": [
                    "description": "The number of days after which the account must be connected again."
                ],
            ]
        )
    }
}
