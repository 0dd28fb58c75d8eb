package app

import (
	"context"

	"anlan/internal/base/bus"
	"anlan/internal/base/lang"
	"anlan/internal/base/notify"
	"anlan/internal/system/warn"
)

// openWarnings opens early warning, with the channels that the configuration names.
func (a *App) openWarnings(ctx context.Context) (*warn.System, error) {
	channels, err := a.channels()
	if err != nil {
		return nil, err
	}
	switch {
	case a.Sealed != nil:
		channels = append(channels, a.sealedChannel("mail", lang.T("邮件", "E-mail")))
	case a.Config.MailServer != "":
		m, err := notify.NewMail(a.Config.mail(a.Clock))
		if err != nil {
			return nil, err
		}
		channels = append(channels, m)
	}
	return warn.New(ctx, warn.Needs{
		DB: a.DB, Clock: a.Clock, Journal: a.Journal, Bus: a.Bus, Signal: a.Signal, Register: a.Register, Log: a.Log, Procedure: a.Procedure, Duty: a.Duty,
		Channels: channels, Outward: a.Outward, Node: a.node, Exercise: a.Sealed != nil, DemoPassword: a.Config.DemoPassword, Metrics: a.Metrics, Inbox: a.Config.CAPFolder,
	})
}

// terminalLogin asks who publishes warnings; no device is admitted before that stands.
func (a *App) terminalLogin(l bus.DeviceLogin) (bus.Rights, bool) {
	if a.Warnings == nil {
		return bus.Rights{}, false
	}
	return a.Warnings.Terminal(l)
}
