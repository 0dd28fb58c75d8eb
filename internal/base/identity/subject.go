// Package identity knows who somebody is and what they may see and do.
//
// A Person signs in with a name and a password (argon2id) and gets a session token, sent as a cookie or as a bearer
// token and stored only as its hash. A Grant gives a person a role in an area; roles are declared by the systems as
// lists of permissions. A Subject is a person with their grants, ready to be asked: Can, Scope. The package does not
// know what a permission protects: that stands with each operation.
package identity

import (
	"slices"
	"strings"
)

// Grant is one appointment: a role, held inside an area prefix, for a department ("" for all).
type Grant struct {
	Role       string `json:"role"`
	Area       string `json:"area"`
	Department string `json:"department,omitempty"`
}

// Subject is who acts: a signed-in person, or the machine itself.
type Subject struct {
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	User        string  `json:"user"`
	Grants      []Grant `json:"grants"`
	Session     string  `json:"-"`
	permissions map[string]Scope
}

// Scope is a set of area prefixes. An empty Scope holds nothing.
type Scope []string

// Everywhere is the scope of the whole city and beyond, for the machine's own work.
var Everywhere = Scope{""}

// Contains reports whether the area lies under one of the prefixes.
func (s Scope) Contains(area string) bool {
	return slices.ContainsFunc(s, func(p string) bool { return strings.HasPrefix(area, p) })
}

// Within narrows the scope to one area prefix: "" leaves it as it is.
func (s Scope) Within(area string) Scope {
	if area == "" {
		return s
	}
	var out Scope
	for _, p := range s {
		switch {
		case strings.HasPrefix(area, p):
			return Scope{area}
		case strings.HasPrefix(p, area):
			out = append(out, p)
		}
	}
	return out
}

// Machine is the subject under which the server itself acts: rules, timers, imports.
func Machine(name string) Subject {
	return Subject{ID: "machine:" + name, Name: name, User: name}
}

// NewSubject resolves grants into permissions by the declared roles.
func NewSubject(id, user, name string, grants []Grant, roles Roles) Subject {
	s := Subject{ID: id, User: user, Name: name, Grants: grants, permissions: map[string]Scope{}}
	for _, g := range grants {
		for _, p := range roles[g.Role].Permissions {
			if !slices.Contains(s.permissions[p], g.Area) {
				s.permissions[p] = append(s.permissions[p], g.Area)
			}
		}
	}
	return s
}

// Has reports whether the subject holds the permission anywhere.
func (s Subject) Has(permission string) bool { return len(s.permissions[permission]) > 0 }

// Can reports whether the subject holds the permission in the area.
func (s Subject) Can(permission, area string) bool { return s.permissions[permission].Contains(area) }

// Scope is where the subject holds the permission.
func (s Subject) Scope(permission string) Scope { return slices.Clone(s.permissions[permission]) }

// Permissions lists all that the subject holds somewhere, sorted.
func (s Subject) Permissions() []string {
	out := make([]string, 0, len(s.permissions))
	for p := range s.permissions {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

// HoldsRole reports whether the subject holds the role over the area.
func (s Subject) HoldsRole(role, area string) bool {
	return slices.ContainsFunc(s.Grants, func(g Grant) bool { return g.Role == role && strings.HasPrefix(area, g.Area) })
}
