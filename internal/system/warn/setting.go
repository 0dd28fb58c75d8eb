package warn

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
)

// ChannelSetting is whether a channel is used, and how many seconds a receipt is waited for before the next channel.
type ChannelSetting struct {
	Channel string `json:"channel" enum:"board,siren,sms,push,voice,webhook,mail"`
	Enabled bool   `json:"enabled"`
	Wait    int    `json:"wait_s" minimum:"5" maximum:"3600"`
}

// Setting is what administrators decide about publishing: the channels, for which colours sirens sound, and which colours
// need the higher approval.
type Setting struct {
	Channels []ChannelSetting `json:"channels" nullable:"false" maxItems:"20"`
	Sirens   []string         `json:"sirens" nullable:"false" maxItems:"4" doc:"colours for which loudspeakers sound"`
	Grave    []string         `json:"grave" nullable:"false" maxItems:"4" doc:"colours that a higher officer approves"`
	Version  int64            `json:"version"`
}

// usual is the setting of a new server.
var usual = Setting{
	Channels: []ChannelSetting{{byBoard, true, 120}, {bySiren, true, 60}, {bySMS, true, 60}, {byPush, true, 60}, {byVoice, true, 90}, {byWebhook, true, 30}, {byMail, true, 60}},
	Sirens:   []string{"red", "orange"}, Grave: []string{"red", "orange"},
}

func (t Setting) channel(name string) ChannelSetting {
	for _, c := range t.Channels {
		if c.Channel == name {
			return c
		}
	}
	return ChannelSetting{Channel: name}
}

func (t Setting) grave(colour string) bool { return slices.Contains(t.Grave, colour) }

const (
	settingRow = 1
	hookRow    = 2 // key of the signatures of webhooks
	pushRow    = 3 // key of the sender of pushes
)

func (s *System) setting(ctx context.Context) (Setting, error) {
	return s.settingIn(ctx, s.DB.Read())
}

func (s *System) settingIn(ctx context.Context, db store.Querier) (Setting, error) {
	var rows []struct {
		Value   string `bun:"value"`
		Version int64  `bun:"version"`
	}
	if err := db.NewRaw("SELECT value, version FROM warn_setting WHERE id = ?", settingRow).Scan(ctx, &rows); err != nil {
		return Setting{}, fmt.Errorf("settings of warnings: %w", err)
	}
	if len(rows) == 0 {
		return usual, nil
	}
	var t Setting
	if err := json.Unmarshal([]byte(rows[0].Value), &t); err != nil {
		return Setting{}, fmt.Errorf("settings of warnings: %w", err)
	}
	t.Version = rows[0].Version
	return t, nil
}

// ChannelState is a channel as it is now.
type ChannelState struct {
	ChannelSetting
	Title      lang.Text     `json:"title"`
	Configured bool          `json:"configured" doc:"the server knows where to send"`
	DownSince  clock.Instant `json:"down_since" doc:"since when it does not answer; null when it does"`
}

// SettingView is the setting with what the channels are.
type SettingView struct {
	Setting
	States []ChannelState `json:"states" nullable:"false"`
}

var channelTitles = map[string]lang.Text{
	byBoard: lang.T("预警发布屏", "Publication boards"), bySiren: lang.T("应急广播与警报器", "Sirens and loudspeakers"), bySMS: lang.T("短信", "SMS"), byPush: lang.T("手机推送", "App push"),
	byVoice: lang.T("语音电话", "Voice call"), byWebhook: lang.T("系统对接", "Webhook"), byMail: lang.T("电子邮件", "E-mail"),
}

func (s *System) settings(ctx context.Context, _ *struct{}) (*httpapi.Body[SettingView], error) {
	t, err := s.setting(ctx)
	if err != nil {
		return nil, err
	}
	out, down := SettingView{Setting: t, States: []ChannelState{}}, s.Reach.Down()
	for _, c := range t.Channels {
		out.States = append(out.States, ChannelState{ChannelSetting: c, Title: channelTitles[c.Channel], Configured: s.ways[c.Channel].Channel != nil, DownSince: down[c.Channel]})
	}
	return httpapi.OK(out), nil
}

type settingInput struct {
	Body Setting
}

func (s *System) putSettings(ctx context.Context, tx *store.Tx, in *settingInput) (*httpapi.Body[Setting], error) {
	t := in.Body
	for _, list := range [][]string{t.Sirens, t.Grave} {
		for _, c := range list {
			if !slices.Contains([]string{"red", "orange", "yellow", "blue"}, c) {
				return nil, fail.Invalid("warn.setting.colour", "没有“"+c+"”这个级别", "there is no colour "+c)
			}
		}
	}
	names := map[string]bool{}
	for _, c := range t.Channels {
		if names[c.Channel] {
			return nil, fail.Invalid("warn.setting.twice", "渠道重复："+c.Channel, "a channel stands there twice: "+c.Channel).At("channels")
		}
		names[c.Channel] = true
	}
	old, err := s.settingIn(ctx, tx)
	if err != nil {
		return nil, err
	}
	if old.Version != t.Version {
		return nil, fail.Conflict("warn.setting.changed", "设置已被他人修改，请刷新后重试", "somebody changed the settings meanwhile; load them anew").At("version")
	}
	t.Version++
	value, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	res, err := tx.NewRaw("INSERT INTO warn_setting (id, value, version) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value, version = excluded.version WHERE warn_setting.version = ?",
		settingRow, string(value), t.Version, old.Version).Exec(ctx)
	if err != nil {
		return nil, fmt.Errorf("put settings of warnings: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return nil, fail.Conflict("warn.setting.changed", "设置已被他人修改，请刷新后重试", "somebody changed the settings meanwhile; load them anew").At("version").Because(err)
	}
	return httpapi.OK(t), s.noteSetting(ctx, tx, "setting", "warn.setting.changed", map[string]any{"from": old, "to": t})
}

// noteSetting writes the journal of what administrators change.
func (s *System) noteSetting(ctx context.Context, tx *store.Tx, object, action string, body any) error {
	by := httpapi.SubjectOf(ctx)
	_, err := s.Journal.Append(ctx, tx, journal.Entry{Object: "warn:" + object, Area: s.Signal.Home, Actor: journal.Actor{ID: by.ID, Name: by.Name}, Action: action, Body: body})
	return err
}
