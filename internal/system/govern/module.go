package govern

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/law/office"
	"anlan/internal/system"
)

// Person is an account and its name.
type Person struct{ ID, Name string }

// Needs is what the system leans on. Answering names who answers for an area on a day by the posts, the zero Person for
// nobody with an account. Home is the area of the whole city, to which an overdue matter rises.
// Figures counts for a bulletin what happened between two moments, and what stands now; Counts what the indicators of every
// area are worked out of.
type Needs struct {
	office.Needs
	Answering func(ctx context.Context, area string, on calendar.Date) (Person, error)
	Figures   func(ctx context.Context, kind string, from, to time.Time) (Bulletin, error)
	Counts    func(ctx context.Context, from, to time.Time) ([]AreaCounts, error)
	Home      string
	DB        *store.DB
	Clock     clock.Clock
	Log       *slog.Logger
	Procedure *procedure.Engine
	AreaName  func(code string) string
}

// System is supervision, admonition talks and bulletins.
type System struct{ Needs }

//go:embed migrations/*.sql
var migrations embed.FS

// New makes the system; Open brings its tables up to date.
func New(n Needs) *System { return &System{n} }

// Open brings the tables up to date.
func (s *System) Open(ctx context.Context) error { return Migrate(ctx, s.DB) }

// Migrate is Open for who has only a database: scripts of cases.
func Migrate(ctx context.Context, db *store.DB) error {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return db.Migrate(ctx, "govern", sub)
}

const (
	readSupervision  = "govern.supervision.read"
	readTalks        = "govern.talk.read"
	readBulletins    = "govern.bulletin.read"
	readAppraisals   = "govern.appraisal.read"
	objectAppraisals = "govern.appraisal.object"
)

var readers = []string{system.Auditor, system.Duty, system.Commander, system.Officer, system.Head, system.Leader, system.Publicity, system.Clerk}

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readSupervision, Title: lang.T("查看督办件", "See matters of supervision"), Roles: readers},
	{Name: "govern.supervision.issue", Title: lang.T("发起、核查督办件", "Issue and check matters of supervision"), Roles: []string{system.Officer, system.Head}},
	{Name: "govern.supervision.answer", Title: lang.T("签收、办理督办件", "Receive and answer matters of supervision"), Roles: []string{system.Duty, system.Head, system.Clerk}},
	{Name: "govern.supervision.approve", Title: lang.T("签发督办函、提级批示", "Approve letters of supervision, instruct from above"), Roles: []string{system.Leader}},
	{Name: "govern.supervision.publish", Title: lang.T("公布挂牌和摘牌", "Publish listings and their end"), Roles: []string{system.Publicity}},
	{Name: readTalks, Title: lang.T("查看约谈", "See admonition talks"), Roles: readers},
	{Name: "govern.talk.hold", Title: lang.T("发起、实施约谈", "Decide on talks and hold them"), Roles: []string{system.Officer, system.Head}},
	{Name: "govern.talk.approve", Title: lang.T("审批约谈", "Approve talks"), Roles: []string{system.Leader}},
	{Name: readBulletins, Title: lang.T("查看研判调度通报", "See bulletins"), Roles: append([]string{system.Grid}, readers...)},
	{Name: "govern.bulletin.judge", Title: lang.T("研判、发布日研判和周调度", "Judge and publish bulletins"), Roles: []string{system.Duty, system.Commander, system.Head, system.Leader}},
	{Name: "govern.bulletin.sign", Title: lang.T("签发月通报", "Sign the monthly bulletin"), Roles: []string{system.Leader}},
	{Name: readAppraisals, Title: lang.T("查看考核", "See appraisals"), Roles: readers},
	{Name: objectAppraisals, Title: lang.T("对考核提出异议", "Object to an appraisal"), Roles: []string{system.Duty, system.Head, system.Leader}},
	{Name: "govern.appraisal.judge", Title: lang.T("答复异议、公布考核", "Answer objections and publish appraisals"), Roles: []string{system.Head}},
	{Name: "govern.appraisal.sign", Title: lang.T("签发考核结果", "Sign the results of appraisals"), Roles: []string{system.Leader}},
	{Name: "govern.weights.propose", Title: lang.T("提出考核权重", "Propose weights"), Roles: []string{system.Head}},
	{Name: "govern.weights.enact", Title: lang.T("批准考核权重", "Put weights in force"), Roles: []string{system.Leader}},
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "govern", Title: lang.T("督办考核", "Supervision and bulletins"), Workspace: system.Supervision, Permissions: Permissions,
		Procedures: []procedure.Definition{s.supervisionProcedure(), s.talkProcedure(), s.bulletinProcedure(), s.weightsProcedure(), s.appraisalProcedure()},
		Operations: []httpapi.Operation{
			httpapi.Get("/govern/supervision", readSupervision, s.matters).Doc("The board of supervision", "Matters of supervision, the earliest due first; those closed newest first."),
			httpapi.Get("/govern/talks", readTalks, s.talks).Doc("Admonition talks", "With their commitments; open ones the earliest due first, those closed newest first."),
			httpapi.Get("/govern/bulletins", readBulletins, s.bulletins).Doc("Archive of bulletins", "Daily briefs, weekly meetings and monthly bulletins, newest first. Those not published are for the whole city's officers."),
			httpapi.Get("/govern/bulletins/{id}", readBulletins, s.showBulletin).Doc("One bulletin", "With the records behind every figure, as they were when it was made; those outside the caller's areas are left out."),
			httpapi.Get("/govern/appraisals", readAppraisals, s.appraisals).Doc("Months of appraisal", "Newest first."),
			httpapi.Get("/govern/appraisals/{id}", readAppraisals, s.showAppraisal).Doc("One month of appraisal", "The scores of all areas with their working; the records behind them for the caller's areas."),
			httpapi.Post("/govern/appraisals/{id}/objections", objectAppraisals, s.object).Doc("Object to a score", "For an area of the caller's, once for each indicator, while objections are open."),
			httpapi.Get("/govern/weights", readAppraisals, s.weights).Doc("Weights of appraisal", "The versions that were put in force, and the indicators with their formulas."),
		},
		Pages: []system.Page{
			{Path: "/govern/supervision", Title: lang.T("督办", "Supervision"), Workspace: system.Supervision, Permission: readSupervision},
			{Path: "/govern/talks", Title: lang.T("约谈", "Talks"), Workspace: system.Supervision, Permission: readTalks},
			{Path: "/govern/bulletins", Title: lang.T("研判通报", "Bulletins"), Workspace: system.Supervision, Permission: readBulletins},
			{Path: "/govern/appraisal", Title: lang.T("考核", "Appraisal"), Workspace: system.Supervision, Permission: readAppraisals},
		},
		Run: []system.Task{{Name: "bulletins", Run: s.run}},
	}
}
