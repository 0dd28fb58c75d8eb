// Package warn is early warning (预警): the warnings of the meteorological and other offices, and those of our own, published
// with a proof for every receiver.
//
// Warnings come as CAP 1.2 or in the national form of GB/T 35965.1, posted or dropped into a folder; one is seen by
// everybody whose area it touches, and ends when it expires or another message replaces or cancels it. Our own are cases of
// the procedure warn.publication: drafted by hand, by a rule or from a warning that came in, checked, and approved by
// another person. Approval makes a message of CAP that is taken in like all others, and a job of package reach that brings
// it to its receivers by boards, loudspeakers, SMS, voice, mail, push and webhooks. The public reads the Atom feed.
package warn

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/notify"
	"anlan/internal/base/outward"
	"anlan/internal/base/store"
	"anlan/internal/engine/duty"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/reach"
	"anlan/internal/engine/register"
	"anlan/internal/engine/signal"
	"anlan/internal/system"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The permissions.
const (
	readWarnings   = "warn.warning.read"
	publishWarning = "warn.warning.publish"
	approveWarning = "warn.warning.approve"
	approveGrave   = "warn.warning.approve-grave"
	readReceivers  = "warn.receiver.read"
	manageChannels = "warn.channel.manage"
	editTriggers   = "warn.trigger.edit"
	approveTrigger = "warn.trigger.approve"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: readWarnings, Title: lang.T("查看预警", "See warnings"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Head, system.Leader, system.Field, system.Grid}},
	{Name: publishWarning, Title: lang.T("接收预警，起草和送审预警", "Take in warnings, draft and submit them"), Roles: []string{system.Duty, system.Commander}},
	{Name: approveWarning, Title: lang.T("审批、解除预警", "Approve and lift warnings"), Roles: []string{system.Head, system.Commander, system.Leader}},
	{Name: approveGrave, Title: lang.T("审批红色、橙色预警", "Approve red and orange warnings"), Roles: []string{system.Commander, system.Leader}},
	{Name: readReceivers, Title: lang.T("查看预警送达名单", "See who was reached by a warning"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Head, system.Leader}},
	{Name: manageChannels, Title: lang.T("管理预警发布渠道", "Manage the channels of warnings"), Roles: []string{system.Admin}},
	{Name: editTriggers, Title: lang.T("提出和停用报警触发预警的规则", "Propose and switch off what makes alarms draft warnings"), Roles: []string{system.Admin, system.Commander}},
	{Name: approveTrigger, Title: lang.T("批准报警触发预警的规则", "Approve what makes alarms draft warnings"), Roles: []string{system.Commander, system.Leader}},
}

// The events. Their data is a Notice.
const (
	WarningPublished bus.Type = "warn.warning.published"
	WarningEnded     bus.Type = "warn.warning.ended"
)

// Needs is all that the system leans on. Inbox is a folder in which CAP files may be dropped, "" for none. Channels are the
// gateways and the mail server that the operator has configured; Outward is their way to webhooks and pushes. Node is the
// name of this server, the same after a restart. DemoPassword lets the MQTT user DemoUser play all boards, "" for none.
type Needs struct {
	DB       *store.DB
	Clock    clock.Clock
	Journal  *journal.Journal
	Bus      *bus.Bus
	Signal   *signal.Engine // counts messages that could not be taken
	Register *register.Register
	Log      *slog.Logger
	Metrics  prometheus.Registerer // nil for none
	Inbox    string
	Exercise bool // the server is that of an exercise: whatever the public reads says so

	Procedure    *procedure.Engine
	Duty         *duty.Engine
	Channels     []notify.Channel
	Outward      *outward.Gate
	Node         string
	DemoPassword string
}

// System is early warning.
type System struct {
	Needs
	Reach   *reach.Engine
	ways    map[string]reach.Way
	webhook *notify.Webhook
	push    *notify.Push
}

// New brings the tables up to date and makes the channels; nothing is sent before the module's tasks run.
func New(ctx context.Context, n Needs) (*System, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := n.DB.Migrate(ctx, "warn", sub); err != nil {
		return nil, err
	}
	s := &System{Needs: n}
	n.Bus.Expect(receiptTopic)
	if err := s.openWays(ctx); err != nil {
		return nil, err
	}
	s.Reach, err = reach.Open(ctx, reach.Options{DB: n.DB, Clock: n.Clock, Journal: n.Journal, Log: n.Log.With("part", "warnings"), Node: n.Node, Ways: func() map[string]reach.Way { return s.ways }, Resolve: s.receivers})
	return s, err
}

// Module declares the system.
func (s *System) Module() system.Module {
	tasks := []system.Task{
		{Name: "ends of warnings", Run: s.endWarnings},
		{Name: "publishing", Run: s.Reach.Run},
		{Name: "receipts of boards", Run: s.runReceipts},
	}
	if s.Inbox != "" {
		tasks = append(tasks, system.Task{Name: "folder of warnings", Run: s.watchInbox})
	}
	return system.Module{
		Name: "warn", Title: lang.T("预警发布", "Warnings"), Workspace: system.Monitoring, Permissions: Permissions,
		Procedures: []procedure.Definition{s.publication()},
		Operations: slices.Concat(s.receiving(), s.publishing(), s.administering(), s.triggering(), s.public()),
		Emits:      []bus.Type{WarningPublished, WarningEnded, DraftProposed},
		Handles: []bus.Handler{
			bus.On("warn.alarm-raised", signal.AlarmRaised, s.fromAlarm),
			bus.On("warn.alarm-escalated", signal.AlarmEscalated, s.fromAlarm),
			bus.On("warn.message-taken", warningTaken, s.fromConnector),
		},
		Pages: []system.Page{
			{Path: "/monitor/warnings", Title: lang.T("预警", "Warnings"), Workspace: system.Monitoring, Permission: readWarnings},
			{Path: "/warn/triggers", Title: lang.T("报警触发", "Alarms that draft warnings"), Workspace: system.Settings, Permission: editTriggers},
			{Path: "/warn/channels", Title: lang.T("预警渠道", "Channels of warnings"), Workspace: system.Settings, Permission: manageChannels},
		},
		Run: tasks,
	}
}

// receiving are the operations on warnings as they come in and stand.
func (s *System) receiving() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/monitor/warnings", readWarnings, s.warnings).Doc("List warnings", "Newest first: those that touch the caller's areas, from within or from around."),
		httpapi.Get("/monitor/warnings/{id}", readWarnings, s.warning).Doc("One warning", "With the whole message it came in."),
		httpapi.Command("/monitor/cap", publishWarning, s.takeCAP).Limit(maxPosted).Doc("Take in a CAP message", "CAP 1.2 or the national form of GB/T 35965.1 as XML. The same message again changes nothing. An update or cancellation ends the warnings it refers to. The caller must hold the permission in every area that the message covers."),
		httpapi.Post("/monitor/warnings/{id}/reissue", publishWarning, s.reissue).Doc("Draft a warning of ours from one that came in", "For the part of its areas in which the caller may publish. The same again finds the same draft."),
	}
}

// publishing are the operations on our own.
func (s *System) publishing() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/warn/events", publishWarning, s.events).Doc("Types of events", "With the criteria of their colours. Forms whose source is warn/events take the value of one."),
		httpapi.Command("/warn/drafts/look", publishWarning, s.look).Doc("Look at a draft", "What keeps it from being published, the texts by template, how each channel will show it, and how many it will reach. Nothing is kept. Drafts are cases of warn.publication: they are opened, edited, submitted and approved as all cases are."),
		httpapi.Get("/warn/publications", readWarnings, s.publications).Doc("Publications of warnings", "Drafts, those that wait, and those that stand; with closed, those that are over."),
		httpapi.Get("/warn/publications/{id}", readWarnings, s.onePublication).Doc("One publication", "With its acts, faults, previews, and how far each version has reached, counted for the caller's areas."),
		httpapi.Get("/warn/alarms/{alarm}/publications", readWarnings, s.ofAlarm).Doc("Publications of an alarm", "The draft that the alarm proposed, or that it shares with others of its site; none when no trigger names such alarms."),
		httpapi.Get("/warn/jobs/{job}/receivers", readReceivers, s.listReceivers).Doc("Receivers of a version", "Those in the caller's areas, each with every try. Addresses are not shown."),
		httpapi.Streams("/warn/jobs/{job}/proof", readReceivers, s.proof).Doc("The proof as a workbook", "One row for each receiver in the caller's areas, and the sums of these very rows."),
		httpapi.Post("/warn/jobs/{job}/again", publishWarning, s.again).Doc("Send again to who was not reached", "As a job of its own, with a reason. Refused while the first is going on, and when the version is over."),
		httpapi.Get("/warn/plays", readWarnings, s.plays).Doc("Plays of a day", "How often boards and loudspeakers in the caller's areas played, by their receipts."),
		httpapi.Get("/warn/push", readWarnings, s.pushState).Doc("How the caller is told by push", "With the key that a browser needs to subscribe."),
		httpapi.Post("/warn/push", readWarnings, s.subscribePush).Doc("Be told by push", "The caller's browser; the one before is forgotten."),
		httpapi.Delete("/warn/push", readWarnings, s.unsubscribePush).Doc("Be told by push no more", "Without a subscription it changes nothing."),
		httpapi.Command("/warn/push/try", readWarnings, s.tryPush).Doc("Try the push", "A message of trial to the caller's browser. 422 when there is no subscription, also when the push service says that it is no more: then it is ended."),
	}
}

// administering are the operations of administrators.
func (s *System) administering() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/warn/settings", manageChannels, s.settings).Doc("Channels and rules of publishing", ""),
		httpapi.Put("/warn/settings", manageChannels, s.putSettings).Doc("Change channels and rules of publishing", "Refused with 409 when somebody changed them meanwhile."),
		httpapi.Get("/warn/subscribers", manageChannels, s.listSubscribers).Doc("Subscribers", "Systems and offices that are told of warnings."),
		httpapi.Post("/warn/subscribers", manageChannels, s.subscribe).Doc("Add a subscriber", "A webhook is connected to only where the operator allows it."),
		httpapi.Delete("/warn/subscribers/{id}", manageChannels, s.unsubscribe).Doc("End a subscription", ""),
		httpapi.Post("/warn/terminals/{id}/secret", manageChannels, s.makeSecret).Doc("Make the secret of a board or loudspeaker", "Shown once; the one before is void. It signs in by MQTT as its element."),
	}
}

// public are the operations for everybody.
func (s *System) public() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/public/warnings", httpapi.Public, s.publicWarnings).Doc("Warnings for everybody", "Those that stand, and all-clears until their time is over. What is restricted is not among them."),
		httpapi.Get("/public/warnings.atom", httpapi.Public, s.feed).Returns("application/atom+xml").Doc("Warnings as Atom", "RFC 4287 with the elements of CAP 1.2. It bears If-None-Match."),
		httpapi.Get("/public/warnings/{id}/cap", httpapi.Public, s.publicCAP).Returns("application/cap+xml").Doc("A warning as CAP 1.2", ""),
	}
}
