package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"anlan/internal/base/bus"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/system"
	"anlan/internal/system/affairs"
	"anlan/internal/system/after"
	"anlan/internal/system/command"
	"anlan/internal/system/connector"
	"anlan/internal/system/desk"
	"anlan/internal/system/dualcontrol"
	"anlan/internal/system/enforce"
	"anlan/internal/system/field"
	"anlan/internal/system/fourparty"
	"anlan/internal/system/govern"
	"anlan/internal/system/grid"
	"anlan/internal/system/hazard"
	"anlan/internal/system/inspect"
	"anlan/internal/system/intake"
	"anlan/internal/system/monitor"
	"anlan/internal/system/nature"
	"anlan/internal/system/patrol"
	"anlan/internal/system/plan"
	"anlan/internal/system/report"
	"anlan/internal/system/resource"
	"anlan/internal/system/risk"
	"anlan/internal/system/roster"
	"anlan/internal/system/settings"
	"anlan/internal/system/warn"
)

// permissions are those of all systems. A new system adds its list here and its line in systems.
func permissions() []system.Permission {
	return slices.Concat(monitor.Permissions, intake.Permissions, warn.Permissions, connector.Permissions, hazard.Permissions, nature.Permissions,
		command.Permissions, field.Permissions, after.Permissions, report.Permissions, plan.Permissions, resource.Permissions, grid.Permissions, patrol.Permissions, govern.Permissions, fourparty.Permissions, inspect.Permissions, roster.Permissions,
		enforce.Permissions, dualcontrol.Permissions, risk.Permissions, affairs.Permissions, desk.Permissions, settings.Permissions)
}

// roles gathers what each role may do.
func roles() identity.Roles { return system.Roles(permissions()) }

// systems makes every system, in the order of the shell.
func (a *App) systems(ctx context.Context) ([]system.Module, error) {
	in, err := intake.New(ctx, intake.Needs{
		DB: a.DB, Clock: a.Clock, Journal: a.Journal, Bus: a.Bus, Signal: a.Signal, Register: a.Register, Log: a.Log, Metrics: a.Metrics,
		Ports: a.Config.ports(), DemoPassword: a.Config.DemoPassword, Folder: a.Config.Folder,
	})
	if err != nil {
		return nil, err
	}
	a.intake = in
	a.onClose("intake", in.Close)
	if a.Warnings, err = a.openWarnings(ctx); err != nil {
		return nil, err
	}
	a.sources, err = connector.New(ctx, connector.Needs{
		DB: a.DB, Clock: a.Clock, Journal: a.Journal, Bus: a.Bus, Signal: a.Signal, Register: a.Register, Outward: a.Outward, Vault: a.Vault,
		Log: a.Log.With("part", "connector"), Metrics: a.Metrics, Inbox: a.Config.path("connector"), Node: a.node,
	})
	if err != nil {
		return nil, err
	}
	a.Resource = resource.New(resource.Needs{DB: a.DB, Clock: a.Clock, Register: a.Register, Procedure: a.Procedure, Stock: a.Stock, Dispatch: a.Dispatch, Mark: a.mark(), Home: Home})
	mon, err := monitor.New(ctx, monitor.Needs{
		DB: a.DB, Journal: a.Journal, Bus: a.Bus, Signal: a.Signal, Register: a.Register, Blobs: a.Blobs, Outward: a.Outward, Log: a.Log.With("part", "monitor"), Metrics: a.Metrics,
		Subject: a.subject, Inputs: a.inputs,
	})
	if err != nil {
		return nil, err
	}
	watches, err := a.watches(ctx)
	if err != nil {
		return nil, err
	}
	a.Plans, err = plan.New(ctx, plan.Needs{DB: a.DB, Clock: a.Clock, Bus: a.Bus, Journal: a.Journal, Identity: a.Identity, Register: a.Register, Duty: a.Duty, Stock: a.Stock, Procedure: a.Procedure, Mark: a.mark()})
	if err != nil {
		return nil, err
	}
	cmd, err := command.New(ctx, command.Needs{
		DB: a.DB, Clock: a.Clock, Journal: a.Journal, Bus: a.Bus, Identity: a.Identity, Procedure: a.Procedure, Register: a.Register, Signal: a.Signal, Stock: a.Stock, Duty: a.Duty,
		Dispatch: a.Dispatch, Plans: a.Plans, Weather: a.weatherAt, Tracks: a.tracksOf, Figures: a.figuresOf, Organ: func(area string) string { return a.organ(area).Name }, Mark: a.mark(),
	})
	if err != nil {
		return nil, err
	}
	a.Field, err = field.New(ctx, field.Needs{
		DB: a.DB, Clock: a.Clock, Journal: a.Journal, Bus: a.Bus, Identity: a.Identity, Register: a.Register, Procedure: a.Procedure, Duty: a.Duty, Vault: a.Vault,
		Log: a.Log.With("part", "field"), Home: Home,
	})
	if err != nil {
		return nil, err
	}
	a.Reports, err = a.reports(ctx, cmd)
	if err != nil {
		return nil, err
	}
	if a.Aftermath, err = a.aftermath(ctx, cmd); err != nil {
		return nil, err
	}
	grd, err := grid.New(ctx, grid.Needs{Register: a.Register, Parts: a.fileParts, Exchange: a.Exchange})
	if err != nil {
		return nil, err
	}
	rounds, err := patrol.New(ctx, patrol.Needs{
		DB: a.DB, Clock: a.Clock, Journal: a.Journal, Bus: a.Bus, Identity: a.Identity, Register: a.Register, Procedure: a.Procedure, Photos: a.photos.Shelf("patrol", "巡查照片"),
		Log: a.Log.With("part", "patrol"), Posts: posts{a.Duty}, Danger: a.hiddenDanger, Home: Home, Demo: a.Config.Demo,
	})
	if err != nil {
		return nil, err
	}
	a.Grid = rounds
	checks, err := a.fourParty(ctx)
	if err != nil {
		return nil, err
	}
	a.Inspect = inspect.New(inspect.Needs{DB: a.DB, Clock: a.Clock, Journal: a.Journal, Identity: a.Identity, Register: a.Register, Numbers: a.Numbers, Organ: a.organ, Home: Home})
	if err := a.Inspect.Open(ctx); err != nil {
		return nil, err
	}
	a.Risk, err = risk.New(ctx, risk.Needs{DB: a.DB, Clock: a.Clock, Journal: a.Journal, Register: a.Register, Procedure: a.Procedure, Home: Home})
	if err != nil {
		return nil, err
	}
	lawful, err := a.lawful()
	if err != nil {
		return nil, err
	}
	if err := a.Govern.Open(ctx); err != nil {
		return nil, err
	}
	dsk := &desk.System{Procedure: a.Procedure, Blobs: a.Blobs, Uploads: a.Uploads, Days: a.Days, Clock: a.Clock, Identity: a.Identity, Register: a.Register, Rights: permissions(), Home: Home}
	set := &settings.System{DB: a.DB, Clock: a.Clock, Identity: a.Identity, Pages: a.pages, Outward: a.Outward.List(), Home: Home, Version: a.Config.Version, Demo: a.Config.Demo, Parts: a.parts}
	if err := set.OpenOwn(ctx); err != nil {
		return nil, err
	}
	ros := &roster.System{Needs: roster.Needs{Duty: a.Duty, Register: a.Register, Clock: a.Clock, Mark: a.mark()}}
	out := []system.Module{grd.Module(), rounds.Module(), mon.Module(), in.Module(), a.Warnings.Module(), a.sources.Module(), cmd.Module(), a.Field.Module(), a.Aftermath.Module(), a.Reports.Module(), a.Plans.Module(), a.Resource.Module(), ros.Module()}
	out = append(append(append(out, watches...), lawful...), a.Risk.Module(), checks.Module(), a.Inspect.Module(), dsk.Module(), set.Module())
	for _, m := range out {
		grd.Finders = append(grd.Finders, m.Finders...)
	}
	return out, nil
}

// deviceLogin asks the intake; no device is admitted before it stands.
func (a *App) deviceLogin(l bus.DeviceLogin) []string {
	if a.intake == nil {
		return nil
	}
	return a.intake.Login(l)
}

// deviceHears names the subjects to which a device may listen.
func (a *App) deviceHears(user string) []string {
	if a.intake == nil {
		return nil
	}
	return a.intake.Hears(user)
}

// deviceForbidden counts what a device may not say.
func (a *App) deviceForbidden(f bus.Forbidden) {
	if a.intake != nil {
		a.intake.Forbidden(f)
	}
}

// deviceFirst tells what of a device's message goes before all else.
func (a *App) deviceFirst(topic string, payload []byte) (keys map[string]bool, whole bool) {
	if a.intake == nil {
		return nil, false
	}
	return a.intake.First(topic, payload)
}

// fileParts are the parts of the files of elements, in the order of the systems.
func (a *App) fileParts() []system.Part {
	var out []system.Part
	for _, m := range a.modules {
		out = append(out, m.Parts...)
	}
	return out
}

func (a *App) pages() []system.Page {
	var out []system.Page
	for _, m := range a.modules {
		out = append(out, m.Pages...)
	}
	return out
}

// parts is the state of the server for its page.
func (a *App) parts(ctx context.Context) []settings.Part {
	titles := map[string]lang.Text{"store": lang.T("数据库", "Database"), "bus": lang.T("消息总线", "Message bus"), "disk": lang.T("磁盘", "Disk"), "files": lang.T("文件存储", "Storage of files"), "journal": lang.T("存证日志", "Journal")}
	var out []settings.Part
	for _, c := range a.checks() {
		p := settings.Part{Name: c.Name, Title: titles[c.Name], OK: true, Text: lang.T("正常", "in order")}
		if err := c.Run(ctx); err != nil {
			p.OK, p.Text = false, lang.T("异常，详见日志", "not in order, see the log")
		}
		out = append(out, p)
	}
	out = append(out, a.exercisePart(ctx)...)
	if s, ok := a.World.(*clock.Steady); ok {
		p := settings.Part{Name: "clock", Title: lang.T("时钟", "Clock"), OK: true, Text: lang.T("正常", "in order")}
		if j := s.Jump(); j != 0 {
			p.OK = false
			p.Text = lang.T(fmt.Sprintf("系统时钟被拨动 %s，仍按原时间运行；核对后重启生效", j.Round(time.Second)), fmt.Sprintf("the machine's clock was set by %s; the old time is kept until a restart", j.Round(time.Second)))
		}
		out = append(out, p)
	}
	st := a.Signal.Stats()
	out = append(out, settings.Part{
		Name: "intake", Title: lang.T("数据接入", "Intake"), OK: true,
		Text: lang.T(fmt.Sprintf("启动以来接入 %d 个测值，迟到 %d，历史未收 %d", st.Taken, st.Late, st.Left), fmt.Sprintf("%d values since the start, %d late, %d not kept", st.Taken, st.Late, st.Left)),
	})
	return out
}
