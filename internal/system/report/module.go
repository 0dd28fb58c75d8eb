package report

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/outward"
	"anlan/internal/base/store"
	"anlan/internal/base/vault"
	"anlan/internal/engine/procedure"
	"anlan/internal/system"
)

// Needs is what the system leans on. Course tells what happened in an incident, to whoever asks in ctx; nil tells nothing.
// Organ is the bureau of an area, Mark stands at the head of every paper of a demo.
type Needs struct {
	DB        *store.DB
	Clock     clock.Clock
	Log       *slog.Logger
	Journal   *journal.Journal
	Procedure *procedure.Engine
	Outward   *outward.Gate
	Vault     *vault.Vault
	Course    func(ctx context.Context, incident string) (Course, error)
	AreaName  func(code string) string
	Organ     func(area string) procedure.Organ
	Mark      string
}

// System is the reporting of incidents to the upper levels.
type System struct{ Needs }

//go:embed migrations/*.sql
var migrations embed.FS

// New makes the system and brings its tables up to date.
func New(ctx context.Context, n Needs) (*System, error) {
	return &System{n}, Migrate(ctx, n.DB)
}

// Declared is the system without a database, for who only reads what it declares or plays scripts.
func Declared(n Needs) *System { return &System{n} }

// Migrate brings the tables up to date for who has only a database: scripts of cases.
func Migrate(ctx context.Context, db *store.DB) error {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return db.Migrate(ctx, "report", sub)
}

const readMatters = "report.matter.read"

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readMatters, Title: lang.T("查看信息报送", "See reports to the upper levels"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Head, system.Leader}},
	{Name: "report.matter.handle", Title: lang.T("登记数字、起草和报送信息", "State figures, draft and send reports"), Roles: []string{system.Duty, system.Commander, system.Head}},
	{Name: "report.matter.sign", Title: lang.T("签发信息报告", "Sign reports"), Roles: []string{system.Commander, system.Leader}},
	{Name: "report.upper.read", Title: lang.T("查看上级系统", "See the upper systems"), Roles: []string{system.Admin, system.Auditor}},
	{Name: "report.upper.put", Title: lang.T("配置上级系统", "Declare the upper systems"), Roles: []string{system.Admin}},
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "report", Title: lang.T("信息报送", "Reports to the upper levels"), Workspace: system.Command, Permissions: Permissions,
		Procedures: []procedure.Definition{s.matterProcedure()},
		Operations: []httpapi.Operation{
			httpapi.Get("/report/matters", readMatters, s.matters).Doc("Incidents that are told upward", "Open ones, that which is due first first; with open=false those that ended, newest first."),
			httpapi.Post("/report/matters", "report.matter.handle", s.openMatter).Doc("Begin to report an incident", "One of ours, by its id, or one that somebody told. The clocks count from known_at."),
			httpapi.Get("/report/matters/{id}", readMatters, s.showMatter).Doc("One incident that is told upward", "Clocks, figures with their history, the grade with its working, telephone reports, reports with what they lack, sendings with every try."),
			httpapi.Get("/report/incidents/{id}", readMatters, s.ofIncident).Doc("What was reported of an incident", "Without matter when nobody has begun to."),
			httpapi.Streams("/report/matters/{id}/reports/{n}/docx", readMatters, s.reportDOCX).Doc("A report as a Word file", "Drafts say that they are drafts."),
			httpapi.Post("/report/matters/{id}/resend", "report.matter.handle", s.resend).Doc("Try a sending again at once", "Without it, tries go on by themselves."),
			httpapi.Get("/report/uppers", "report.upper.read", s.uppers).Doc("Upper systems", "With how sending to each goes."),
			httpapi.Put("/report/uppers/{id}", "report.upper.put", s.putUpper).Doc("Declare an upper system", "Its address passes the gate of outward connections; what waits for it is tried at once."),
		},
		Handles: []bus.Handler{bus.On("report.incident", procedure.CaseChanged, s.incidentChanged)},
		Pages: []system.Page{
			{Path: "/report/matters", Title: lang.T("信息报送", "Reports upward"), Workspace: system.Command, Permission: readMatters},
			{Path: "/report/uppers", Title: lang.T("上级系统", "Upper systems"), Workspace: system.Settings, Permission: "report.upper.read"},
		},
		Run: []system.Task{{Name: "report sending", Run: s.run}},
	}
}
