package identity

import (
	"slices"

	"anlan/internal/base/lang"
)

// Role is a named set of permissions, declared by the systems.
type Role struct {
	Title       lang.Text
	Permissions []string
}

// Roles are all roles of the running server by name.
type Roles map[string]Role

// Holding are the names of the roles that hold a permission, in order.
func (r Roles) Holding(permission string) []string {
	var out []string
	for name, role := range r {
		if slices.Contains(role.Permissions, permission) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
