package fourparty

import (
	"context"
	"embed"
	"io/fs"

	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/photo"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register"
	"anlan/internal/system"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Needs is all that the system leans on. Follow opens what tracks the findings of a check to their end, in the act's
// transaction, and returns the id of its case. Bureau is who issues the report of an area; Mark stands on what a demo prints.
type Needs struct {
	DB        *store.DB
	Clock     clock.Clock
	Journal   *journal.Journal
	Identity  *identity.Service
	Register  *register.Register
	Procedure *procedure.Engine
	Photos    *photo.Shelf
	Follow    func(ctx context.Context, tx *store.Tx, f Found) (caseID string, err error)
	Bureau    func(area string) string
	Home      string
	Mark      string
}

// System is the four-party check.
type System struct{ Needs }

// New makes the system; Open brings its tables up to date.
func New(n Needs) *System { return &System{n} }

// Open brings the tables up to date.
func (s *System) Open(ctx context.Context) error {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return s.DB.Migrate(ctx, "fourparty", sub)
}

// machine is the subject of what follows by itself.
var machine = identity.Machine("fourparty")

func actor(by identity.Subject) journal.Actor { return journal.Actor{ID: by.ID, Name: by.Name} }

// today is the day in Beijing.
func (s *System) today() calendar.Date { return calendar.DateOf(s.Clock.Now()) }

const (
	readChecks       = "fourparty.check.read"
	manageProgrammes = "fourparty.programme.manage"
	markChecks       = "fourparty.check.mark"
	settleChecks     = "fourparty.check.settle"
)

// Permissions of the system and the roles that hold them. Assessors come from outside: they hold the right to score and no
// other, and score what they are appointed to.
var Permissions = []system.Permission{
	{Name: readChecks, Title: lang.T("查看四方核查", "See four-party checks"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Officer, system.Head, system.Leader}},
	{Name: manageProgrammes, Title: lang.T("制定核查方案、聘请核查人员", "Make programmes and appoint assessors"), Roles: []string{system.Head}},
	{Name: markChecks, Title: lang.T("核查打分", "Score what one is appointed to"), Roles: []string{system.Assessor, system.Duty, system.Officer, system.Head}},
	{Name: settleChecks, Title: lang.T("认定核查差异", "Settle differences between parties"), Roles: []string{system.Head, system.Leader}},
}

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "fourparty", Title: lang.T("四方核查", "Four-party checks"), Workspace: system.Supervision, Permissions: Permissions,
		Procedures: []procedure.Definition{s.checkProcedure()},
		Operations: append(s.deskOperations(), s.sheetOperations()...),
		Handles:    []bus.Handler{bus.On("fourparty.followed", procedure.CaseChanged, s.followed)},
		Pages: []system.Page{
			{Path: "/fourparty/programmes", Title: lang.T("四方核查", "Four-party checks"), Workspace: system.Supervision, Permission: readChecks},
		},
	}
}

func (s *System) deskOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/fourparty/programmes", readChecks, s.programmes).Doc("Programmes of checks", "Those of the caller's areas, or with units there, the newest first."),
		httpapi.Post("/fourparty/programmes", manageProgrammes, s.makeProgramme).Doc("Make a programme", "As a draft; with template its items are those that come with the product."),
		httpapi.Get("/fourparty/programmes/{id}", readChecks, s.showProgramme).Doc("One programme", "With its items and those units that lie in the caller's areas."),
		httpapi.Post("/fourparty/programmes/{id}/items", manageProgrammes, s.putItems).Doc("Put in the items", "In the place of those that are there; only of a draft."),
		httpapi.PostAfter("/fourparty/programmes/{id}/items/table", manageProgrammes, s.readTable, s.putTable).Limit(maxTable).Doc("Put in the items from a table", "XLSX or CSV with the titles of the form in the first row, in the place of those that are there."),
		httpapi.Get("/fourparty/items/form", readChecks, s.itemForm).Doc("The form of an item", "JSON Schema."),
		httpapi.Get("/fourparty/elements", manageProgrammes, s.elements).Doc("Find enterprises and sites to check", "Elements of the register in areas where the caller makes programmes, by a part of their name; 20 at most."),
		httpapi.Post("/fourparty/programmes/{id}/units", manageProgrammes, s.addUnit).Doc("Add a unit", "An area, a department of one, or an element of the register."),
		httpapi.Post("/fourparty/units/{id}/drop", manageProgrammes, s.dropUnit).Doc("Take a unit out", "Only of a draft."),
		httpapi.Post("/fourparty/programmes/{id}/appoint", manageProgrammes, s.appoint).Doc("Appoint who scores for a party", "For some units or all. Nobody scores for two parties of one unit. A sheet that was handed in keeps its person."),
		httpapi.Post("/fourparty/programmes/{id}/start", manageProgrammes, s.start).Doc("Start a programme", "Refused while items are missing or a party of a unit is. Each unit gets its case."),
		httpapi.Get("/fourparty/units/{id}", readChecks, s.showUnit).Doc("One unit's check", "By the unit's id or its case's. Marks are shown once all four parties have handed in; one's own always."),
		httpapi.Streams("/fourparty/units/{id}/report", readChecks, s.unitDOCX).Doc("The report of a check as a Word file", "Once all four parties have handed in."),
		httpapi.Get("/fourparty/units/{id}/print", readChecks, s.unitPage).Returns("text/html").Doc("The report of a check to print", ""),
		httpapi.Streams("/fourparty/programmes/{id}/report", readChecks, s.programmeDOCX).Doc("The report of a programme as a Word file", "Units of the caller's areas, with scores, differences and what became of the findings."),
		httpapi.Get("/fourparty/programmes/{id}/print", readChecks, s.programmePage).Returns("text/html").Doc("The report of a programme to print", ""),
	}
}

func (s *System) sheetOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/fourparty/mine", markChecks, s.mine).Doc("What the caller is to score", "With items and marks, for the phone to take along; those handed in in the last 30 days too."),
		httpapi.Post("/fourparty/units/{id}/sheets/{party}/save", markChecks, s.save).Doc("Save marks", "A part is enough. Refused with 409 when they were saved elsewhere meanwhile."),
		httpapi.Post("/fourparty/units/{id}/sheets/{party}/hand-in", markChecks, s.handIn).Doc("Hand in a sheet", "Every item is marked. May come hours after it was done; the same sheet again changes nothing."),
		httpapi.PostAfter("/fourparty/photos/{id}", markChecks, s.Photos.Keep, s.Photos.Add).Limit(photo.Most).Doc("Send a photograph", "Its id is made by the phone; sent twice it is one. It belongs to the sheet that names it later."),
		httpapi.Files("/fourparty/photos/{id}", httpapi.SignedIn, s.picture).Doc("A photograph", "For who took it, and, once all parties have handed in, for whoever sees the check."),
	}
}
