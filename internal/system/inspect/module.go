package inspect

import (
	"context"
	"embed"
	"io/fs"

	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/system"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Needs is all that the system leans on. Organ is who draws in an area, with how it writes its numbers.
type Needs struct {
	DB       *store.DB
	Clock    clock.Clock
	Journal  *journal.Journal
	Identity *identity.Service
	Register *register.Register
	Numbers  *document.Numbers
	Organ    func(area string) procedure.Organ
	Home     string
}

// System is supervision by inspection.
type System struct{ Needs }

// New makes the system; Open brings its tables up to date.
func New(n Needs) *System { return &System{n} }

// Open brings the tables up to date.
func (s *System) Open(ctx context.Context) error {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return s.DB.Migrate(ctx, "inspect", sub)
}

func actor(by identity.Subject) journal.Actor { return journal.Actor{ID: by.ID, Name: by.Name} }

// today is the day in Beijing.
func (s *System) today() calendar.Date { return calendar.DateOf(s.Clock.Now()) }

const (
	readDrawings    = "inspect.drawing.read"
	prepareDrawings = "inspect.drawing.prepare"
	seedDrawings    = "inspect.drawing.seed"
	publishDrawings = "inspect.drawing.publish"
	voidDrawings    = "inspect.drawing.void"
	setClasses      = "inspect.class.set"
	readOfficers    = "inspect.officer.read"
	manageOfficers  = "inspect.officer.manage"
	reportVisits    = "inspect.visit.report"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readDrawings, Title: lang.T("查看双随机抽取和检查任务", "See drawings and visits"), Roles: []string{system.Auditor, system.Officer, system.Legal, system.Head, system.Leader, system.Publicity}},
	{Name: prepareDrawings, Title: lang.T("编制抽取名单、发布抽取公告", "Put lists together and publish notices"), Roles: []string{system.Officer, system.Head}},
	{Name: seedDrawings, Title: lang.T("录入种子、抽取", "Enter seeds and draw"), Roles: []string{system.Officer, system.Legal}},
	{Name: publishDrawings, Title: lang.T("核对并公布抽取结果", "Check and publish results"), Roles: []string{system.Officer, system.Legal, system.Publicity}},
	{Name: voidDrawings, Title: lang.T("作废抽取", "Void drawings"), Roles: []string{system.Officer, system.Head, system.Leader}},
	{Name: setClasses, Title: lang.T("登记企业信用等级和重点检查对象", "Set classes of credit and key units"), Roles: []string{system.Officer, system.Head}},
	{Name: readOfficers, Title: lang.T("查看执法人员名录", "See the list of officers"), Roles: []string{system.Auditor, system.Officer, system.Legal, system.Head, system.Leader}},
	{Name: manageOfficers, Title: lang.T("管理执法证件、资格行业和回避事项", "Manage certificates, sectors and conflicts of officers"), Roles: []string{system.Head}},
	{Name: reportVisits, Title: lang.T("登记检查任务完成情况", "Report visits"), Roles: []string{system.Officer, system.Head}},
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "inspect", Title: lang.T("监督检查", "Inspections"), Workspace: system.Supervision, Permissions: Permissions,
		Operations: append(append(s.drawingOperations(), s.otherOperations()...), s.publicOperations()...),
		Pages: []system.Page{
			{Path: "/inspect/drawings", Title: lang.T("双随机抽取", "Drawings by lot"), Workspace: system.Supervision, Permission: readDrawings},
			{Path: "/inspect/visits", Title: lang.T("检查任务", "Visits"), Workspace: system.Supervision, Permission: readDrawings},
			{Path: "/inspect/officers", Title: lang.T("执法人员名录", "Officers"), Workspace: system.Supervision, Permission: readOfficers},
		},
	}
}

func (s *System) drawingOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/inspect/drawings", readDrawings, s.listDrawings).Doc("Drawings", "Those of the caller's areas, the newest first."),
		httpapi.Post("/inspect/drawings", prepareDrawings, s.makeDrawing).Doc("Make a drawing", "As a draft, with the proposed shares and caps where none are given."),
		httpapi.Get("/inspect/drawings/{id}", readDrawings, s.showDrawing).Doc("One drawing", "With what the caller may do now, and why not the rest; once drawn, with the result."),
		httpapi.Put("/inspect/drawings/{id}", prepareDrawings, s.changeDrawing).Doc("Change a draft", "Refused with 409 when somebody changed it meanwhile, or its notice is out."),
		httpapi.Get("/inspect/drawings/{id}/pool", readDrawings, s.showPool).Doc("Counts of a list", "By class: how many units, left out, covered, in the pool and to be drawn; how many officers."),
		httpapi.Get("/inspect/drawings/{id}/units", readDrawings, s.listUnits).Doc("Units of a list", "As it stands for a draft, as it was frozen after the notice; what became of each once drawn."),
		httpapi.Post("/inspect/drawings/{id}/exclude", prepareDrawings, s.exclude).Doc("Leave units out", "With a reason that is published; only of a draft."),
		httpapi.Post("/inspect/drawings/{id}/include", prepareDrawings, s.include).Doc("Take units in again", "Only of a draft."),
		httpapi.Post("/inspect/drawings/{id}/notice", prepareDrawings, s.publishNotice).Doc("Publish the notice", "Freezes the list and gives the number. The moment of the seed must be to come."),
		httpapi.Post("/inspect/drawings/{id}/seed", seedDrawings, s.enterSeed).Doc("Enter the seed and draw", "By somebody who had no hand in the list, after the moment of the notice. A wrong value is mended before publication by somebody else, with a reason."),
		httpapi.Post("/inspect/drawings/{id}/publish", publishDrawings, s.publishResult).Doc("Publish the result", "By another person than who entered the seed, who has compared it with its source. Makes the visits."),
		httpapi.Post("/inspect/drawings/{id}/void", voidDrawings, s.voidDrawing).Doc("Void a drawing", "A draft or a notice, with a reason. After the moment of the seed only by somebody who had no hand in the list; never once drawn."),
		httpapi.Get("/inspect/drawings/{id}/file", readDrawings, s.drawingFile).Returns("application/json").Doc("The file of a drawing", "Once drawn: all that is needed to draw again. The same as is published."),
	}
}

func (s *System) otherOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Post("/inspect/classes", setClasses, s.putClasses).Doc("Set classes of credit", "Of enterprises in the caller's areas, with where the class comes from. Frozen lists keep theirs."),
		httpapi.Get("/inspect/sectors", readDrawings, s.listSectors).Doc("Sectors", "Those by which units are drawn and officers qualified, with their titles."),
		httpapi.Get("/inspect/officers", readOfficers, s.listOfficers).Doc("Enforcement officers", "Who holds the role in the caller's areas, with certificate, sectors and units to keep away from. Why they keep away, only who manages them sees."),
		httpapi.Put("/inspect/officers/{id}", manageOfficers, s.putOfficer).Doc("Change an officer", "Certificate, sectors, and units to keep away from with reasons. Refused with 409 when somebody changed it meanwhile."),
		httpapi.Get("/inspect/enterprises", manageOfficers, s.findEnterprises).Doc("Find enterprises", "In the caller's areas, by a part of the name; 20 at most."),
		httpapi.Get("/inspect/visits", readDrawings, s.listVisits).Doc("Visits", "Of published drawings, in the caller's areas, those due first in front."),
		httpapi.Post("/inspect/visits/{id}", reportVisits, s.reportVisit).Doc("Report a visit", "Done on a day, or not possible for a reason, or to do again. By its officers, or who manages them."),
	}
}

func (s *System) publicOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/public/drawings", httpapi.Public, s.publicDrawings).Doc("Drawings for everybody", "Notices with their digest, published drawings, and what was made void after its notice, the newest first."),
		httpapi.Get("/public/drawings/{id}/file", httpapi.Public, s.publicFile).Returns("application/json").Doc("The file of a published drawing", "anlan draw check and anlan-verify draw again from it."),
	}
}
