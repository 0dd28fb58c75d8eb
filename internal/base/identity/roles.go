package identity

import "anlan/internal/base/lang"

// Role is a named set of permissions, declared by the systems.
type Role struct {
	Title       lang.Text
	Permissions []string
}

// Roles are all roles of the running server by name.
type Roles map[string]Role
