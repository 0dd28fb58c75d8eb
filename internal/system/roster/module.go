// Package roster is duty (值班值守) and the posts of the grid (网格化责任体系): who answers for what, who is on duty, and
// calling them until somebody answers (叫应).
//
// It serves engine/duty over HTTP. An officer sees and keeps what lies in the areas of their permissions; who answers for a
// place of theirs is told up to the city. Telephone numbers are hidden in part from those who do not hold
// duty.phone.read there. A call is acknowledged by the person it rings, on the screen or by the phone app. The package
// keeps no state and knows no rule: those are the engine's.
package roster

import (
	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/register"
	"anlan/internal/system"
)

// The permissions. ReadPosts, ReadCalls and AnswerCalls are also those under which engine/duty lets its events be heard.
const (
	ReadPosts   = "duty.post.read"
	keepPosts   = "duty.post.keep"
	readPhones  = "duty.phone.read"
	readRosters = "duty.roster.read"
	keepRosters = "duty.roster.keep"
	serve       = "duty.shift.serve"
	ReadCalls   = "duty.call.read"
	startCalls  = "duty.call.start"
	AnswerCalls = "duty.call.answer"
)

var everybody = []string{system.Auditor, system.Duty, system.Commander, system.Field, system.Grid, system.Officer, system.Legal, system.Head, system.Leader, system.Host, system.Publicity, system.Clerk, system.Plant}

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: ReadPosts, Title: lang.T("查看责任岗位", "See posts"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field, system.Grid, system.Officer, system.Head, system.Leader}},
	{Name: keepPosts, Title: lang.T("任免责任岗位、维护联系人", "Keep posts and contacts"), Roles: []string{system.Duty, system.Leader}},
	{Name: readPhones, Title: lang.T("查看联系电话", "See telephone numbers"), Roles: []string{system.Duty, system.Commander, system.Leader}},
	{Name: readRosters, Title: lang.T("查看值班表", "See rosters"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field, system.Grid, system.Officer, system.Head, system.Leader}},
	{Name: keepRosters, Title: lang.T("排班、批准换班", "Plan rosters and approve swaps"), Roles: []string{system.Commander, system.Leader}},
	{Name: serve, Title: lang.T("值班、换班和交接班", "Serve shifts, swap and hand over"), Roles: []string{system.Duty, system.Commander, system.Head, system.Leader, system.Officer}},
	{Name: ReadCalls, Title: lang.T("查看叫应", "See calls"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Leader}},
	{Name: startCalls, Title: lang.T("发起和停止叫应", "Start and stop calls"), Roles: []string{system.Duty, system.Commander}},
	{Name: AnswerCalls, Title: lang.T("接听叫应", "Answer calls"), Roles: everybody},
}

// Needs is all that the system leans on. Mark stands at the head of printed rosters, "" for none.
type Needs struct {
	Duty     *duty.Engine
	Register *register.Register
	Clock    clock.Clock
	Mark     string
}

// System is duty and the posts of the grid.
type System struct{ Needs }

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "roster", Title: lang.T("值班值守与责任体系", "Duty and responsibility"), Workspace: system.Command, Permissions: Permissions,
		Operations: append(append(s.postOps(), s.rosterOps()...), s.callOps()...),
		Emits:      []bus.Type{},
		Pages: []system.Page{
			{Path: "/duty/mine", Title: lang.T("我的值班与责任", "My duty"), Workspace: system.Command, Permission: AnswerCalls},
			{Path: "/duty/who", Title: lang.T("谁负责", "Who answers"), Workspace: system.Command, Permission: ReadPosts},
			{Path: "/duty/roster", Title: lang.T("值班表", "Roster"), Workspace: system.Command, Permission: readRosters},
			{Path: "/duty/calls", Title: lang.T("叫应", "Calls"), Workspace: system.Command, Permission: AnswerCalls},
			{Path: "/duty/posts", Title: lang.T("责任岗位", "Posts"), Workspace: system.Supervision, Permission: ReadPosts},
			{Path: "/duty/contacts", Title: lang.T("通讯录", "Contacts"), Workspace: system.Command, Permission: ReadPosts},
			{Path: "/duty/tests", Title: lang.T("通信测试", "Tests of communication"), Workspace: system.Command, Permission: ReadCalls},
			{Path: "/duty/findings", Title: lang.T("责任体检", "Gaps in duty"), Workspace: system.Supervision, Permission: ReadPosts},
		},
	}
}

func (s *System) postOps() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/duty/forms", ReadPosts, s.forms).Doc("Words and forms of duty", "Matters with what is demanded, lines, roles, patterns of shifts, channels of calls, and the JSON Schemas of the forms."),
		httpapi.Get("/duty/posts", ReadPosts, s.posts).Doc("List posts", "In order of area, matter, line and role; those in force now unless another day is asked for."),
		httpapi.Post("/duty/posts", keepPosts, s.appoint).Doc("Appoint somebody", "The body is the form post. A second head beside the first is taken and becomes a finding."),
		httpapi.Get("/duty/posts/{id}", ReadPosts, s.post).Doc("One post", "With what it was before each change, and who held it one after the other."),
		httpapi.Put("/duty/posts/{id}", keepPosts, s.correct).Doc("Correct a post", "The version is the one that was read: when somebody changed it meanwhile, 409."),
		httpapi.Post("/duty/posts/{id}/hand-over", keepPosts, s.handOver).Doc("Hand a post over", "Ends the post and appoints the next person in one act; the answer is the new post."),
		httpapi.Post("/duty/posts/{id}/end", keepPosts, s.endPost).Doc("End a post", "On a last day, with the reason."),
		httpapi.Get("/duty/contacts", ReadPosts, s.contacts).Doc("List contacts", "Those who may hold a post, by id. Numbers are hidden in part without duty.phone.read."),
		httpapi.Post("/duty/contacts", keepPosts, s.newContact).Doc("Add a contact", "The body is the form contact. With an account, what is missing is taken from it."),
		httpapi.Post("/duty/contacts/import", keepPosts, s.importContacts).Doc("Import contacts from a table", "XLSX or CSV with the titles of the form contact in its first row, at most 500 rows; area by code or full name. All rows or none: with faults, or when only checked, nothing is stored."),
		httpapi.Post("/duty/contacts/{id}/confirm", keepPosts, s.confirmContact).Doc("Record that a number was confirmed", "With the way in which it was."),
		httpapi.Get("/duty/contacts/{id}/phone", readPhones, s.phone).Doc("The number of a contact", "Whole, for those who may see it in the contact's area."),
		httpapi.Put("/duty/contacts/{id}", keepPosts, s.changeContact).Doc("Change a contact", "A new number counts as not confirmed."),
		httpapi.Get("/duty/absences", ReadPosts, s.absences).Doc("List absences", "Of those who are away or will be, with who stands in."),
		httpapi.Post("/duty/absences", keepPosts, s.absent).Doc("Record an absence", "The substitute stands in for all posts and shifts of the contact meanwhile."),
		httpapi.Post("/duty/absences/end", keepPosts, s.endAbsence).Doc("End an absence", "One that has begun ends now, one that has not is taken back."),
		httpapi.Get("/duty/answer", ReadPosts, s.answer).Doc("Who answers", "For a place of the caller's areas, a moment and a matter: the people on the three lines from the cell up to the city, each with document, substitute and reason; gaps by name; and who is on duty."),
		httpapi.Get("/duty/inside", ReadPosts, s.inside).Doc("Who answers in a shape", "In each area that a polygon touches, or in an area, those right below it and those above: the people for a matter, with gaps; and the leaders of the districts and rivers touched. 200 areas at most, more counts the others."),
		httpapi.Get("/duty/findings", ReadPosts, s.findings).Doc("What is wrong with duty", "Gaps, doubles, expired and expiring posts, people without a number or gone, roster holes of 14 days, numbers not confirmed in 90 days. The worst first."),
		httpapi.Get("/duty/findings/counts", ReadPosts, s.findingCounts).Doc("Count findings", "By the areas right below one, and in all by kind."),
		httpapi.Get("/duty/findings/map", ReadPosts, s.findingMap).Returns("application/geo+json").Doc("Findings on the map", "A GeoJSON point for each district in sight, with its counts; outlines are those of /register/areas/outlines by code."),
	}
}

func (s *System) rosterOps() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/duty/on-duty", readRosters, s.onDuty).Doc("Who is on duty", "Of the nearest roster from the area upward, now or at another moment."),
		httpapi.Get("/duty/rosters", readRosters, s.rosters).Doc("List rosters", "With their people."),
		httpapi.Post("/duty/rosters", keepRosters, s.newRoster).Doc("Make a roster", ""),
		httpapi.Put("/duty/rosters/{id}", keepRosters, s.changeRoster).Doc("Change a roster", "Shifts that are planned stay."),
		httpapi.Get("/duty/rosters/{id}/shifts", readRosters, s.shifts).Doc("Shifts of a roster", "Of the days between from and to, with fairness, swaps and notes."),
		httpapi.Post("/duty/rosters/{id}/plan", keepRosters, s.plan).Doc("Plan shifts", "By rotation: fairness counts working days, weekends and holidays of the last year. Shifts that have begun are never touched."),
		httpapi.Post("/duty/rosters/{id}/draft", keepRosters, s.draft).Doc("Draft or check a plan", "By rotation, as a copy of another month, or the cells given: with what the planner should see (nobody, twice, away, no rest) and what each day is. Nothing is stored."),
		httpapi.Put("/duty/rosters/{id}/shifts", keepRosters, s.publish).Doc("Publish a plan", "The cells become the shifts of these days; shifts that have begun stay. The version is the draft's: when the roster was changed meanwhile, 409."),
		httpapi.Get("/duty/rosters/{id}/table", readRosters, s.table).Returns("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet").Doc("A month as a workbook", "One row for each day."),
		httpapi.Get("/duty/rosters/{id}/print", readRosters, s.print).Returns("text/html").Doc("Print a month", "A page that stands alone, for the browser to print."),
		httpapi.Post("/duty/swaps", serve, s.askSwap).Doc("Ask for a swap", "One's own shift, or anybody's for who keeps the roster."),
		httpapi.Post("/duty/swaps/{id}/{move}", serve, s.moveSwap).Doc("Answer or settle a swap", "accepted and refused by the other person, withdrawn by who asked, approved by who keeps the roster."),
		httpapi.Post("/duty/shifts/{id}/note", serve, s.giveNote).Doc("Hand a shift over", "With a note for the next shift; once."),
		httpapi.Post("/duty/notes/{id}/take", serve, s.takeNote).Doc("Take a shift over", "By somebody of a later shift, never by the giver."),
		httpapi.Get("/duty/testings", ReadCalls, s.testings).Doc("Tests of communication", "When the numbers of an area are tested each month."),
		httpapi.Get("/duty/testings/{area}", ReadCalls, s.testingResult).Doc("How the tests of an area went", "The last calls with every person."),
		httpapi.Post("/duty/testings/{area}/repeat", startCalls, s.repeatTest).Doc("Test again", "Those whom the last test did not reach."),
		httpapi.Put("/duty/testings/{area}", startCalls, s.putTesting).Doc("Set the monthly test of an area", ""),
	}
}

func (s *System) callOps() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/duty/calls", ReadCalls, s.calls).Doc("List calls", "The newest first."),
		httpapi.Post("/duty/calls", startCalls, s.startCall).Doc("Call until somebody answers", "Whom: those answerable for a place and matter, rank by rank up to who is on duty, or a list of contacts."),
		httpapi.Get("/duty/calls/{id}", ReadCalls, s.call).Doc("One call", "With its people and the proof of every try."),
		httpapi.Post("/duty/calls/{id}/stop", startCalls, s.stopCall).Doc("Stop a call", "With the reason."),
		httpapi.Post("/duty/calls/{id}/reached", startCalls, s.reached).Doc("Record that somebody was reached", "In another way, by whom stands beside it."),
		httpapi.Get("/duty/mine", AnswerCalls, s.mine).Doc("My duty", "Posts, shifts, swaps, hand-over notes, absences and the calls of the last week, with who answered. For the phone app too."),
		httpapi.Put("/duty/mine/numbers", AnswerCalls, s.putMine).Doc("My numbers", "The caller's own as a contact; they count as confirmed."),
		httpapi.Get("/duty/ringing", AnswerCalls, s.ringing).Doc("Calls that ring me", "Now, or in the last day without an answer. For the phone app too."),
		httpapi.Post("/duty/calls/{id}/acknowledge", AnswerCalls, s.acknowledge).Doc("Acknowledge a call", "By the person it rings; again changes nothing. For the phone app too."),
	}
}

// see is where the caller holds a permission, within an area.
func see(by identity.Subject, permission, area string) identity.Scope {
	return by.Scope(permission).Within(area)
}
