package system_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/bus"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/system"
)

func read(path, permission string) httpapi.Operation {
	return httpapi.Get(path, permission, func(context.Context, *struct{}) (*httpapi.Body[string], error) { return httpapi.OK(""), nil }).Doc("Read", "")
}

func good() system.Module {
	title := lang.T("样例", "Sample")
	return system.Module{
		Name: "sample", Title: title, Permissions: []system.Permission{{Name: "sample.thing.read", Title: title, Roles: []string{system.Duty}}},
		Operations: []httpapi.Operation{read("/sample/things", "sample.thing.read")}, Emits: []bus.Type{"sample.thing.made"},
		Pages: []system.Page{{Path: "/sample", Title: title, Workspace: system.Command, Permission: "sample.thing.read"}},
	}
}

func TestCheckFindsWhatDoesNotAgree(t *testing.T) {
	require.NoError(t, system.Check(good()))
	for want, bend := range map[string]func(m *system.Module){
		"undeclared permission": func(m *system.Module) { m.Operations = append(m.Operations, read("/sample/x", "sample.x.read")) },
		"is not used": func(m *system.Module) {
			m.Permissions = append(m.Permissions, system.Permission{Name: "sample.y.read", Title: m.Title, Roles: []string{system.Duty}})
		},
		"the part other.points is there twice or has a foreign name": func(m *system.Module) { m.Parts = []system.Part{{Name: "other.points"}} },
		"the part sample.points is not whole":                        func(m *system.Module) { m.Parts = []system.Part{{Name: "sample.points"}} },
		"unknown role":                                               func(m *system.Module) { m.Permissions[0].Roles = []string{"king"} },
		"no role or title":                                           func(m *system.Module) { m.Permissions[0].Roles = nil },
		"there twice":                                                func(m *system.Module) { m.Operations = append(m.Operations, m.Operations[0]) },
		"no permission or summary":                                   func(m *system.Module) { m.Operations[0].Summary = "" },
		"event other.thing.made has":                                 func(m *system.Module) { m.Emits = []bus.Type{"other.thing.made"} },
		"no title or workspace":                                      func(m *system.Module) { m.Pages[0].Workspace = "" },
	} {
		t.Run(want, func(t *testing.T) {
			m := good()
			bend(&m)
			require.ErrorContains(t, system.Check(m), want)
		})
	}
}

func TestRolesGatherWhatTheSystemsDeclare(t *testing.T) {
	roles := system.Roles(good().Permissions)
	require.Equal(t, []string{"sample.thing.read"}, roles[system.Duty].Permissions)
	require.Empty(t, roles[system.Admin].Permissions)
	require.Len(t, roles, len(system.RoleTitles))
}
