package warn

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"anlan/internal/connect/cap"
	"anlan/internal/engine/reach"
)

// The channels by which a warning goes out. Each has a way in package reach under the same name.
const (
	byBoard   = "board"
	bySiren   = "siren"
	bySMS     = "sms"
	byVoice   = "voice"
	byMail    = "mail"
	byPush    = "push"
	byWebhook = "webhook"
)

var beijing = time.FixedZone("Asia/Shanghai", 8*3600)

// prefix marks what is not real, in every text, so that nobody runs from an exercise.
func prefix(d Draft) string {
	switch d.Status {
	case "Exercise":
		return "【演练】"
	case "Test":
		return "【测试】"
	}
	return ""
}

// smsText is a warning in one message.
func smsText(d Draft) string {
	return prefix(d) + "【" + sender(d) + "】" + d.Headline + "：" + oneLine(d.Description) + " 请注意：" + oneLine(d.Instruction)
}

func sender(d Draft) string {
	if d.Sender != "" {
		return d.Sender
	}
	return "沈阳市应急管理局"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// voiceText is what a call reads out.
func voiceText(d Draft) string {
	return prefix(d) + d.Headline + "。" + oneLine(d.Description) + "。" + oneLine(d.Instruction) + "。收到请按 1。"
}

// boardText is a warning for a screen of so many characters: the headline, and of the rest what fits.
func boardText(d Draft, characters int) string {
	text := prefix(d) + d.Headline + "。" + oneLine(d.Description) + oneLine(d.Instruction)
	r := []rune(text)
	if characters <= 0 || len(r) <= characters {
		return text
	}
	if characters == 1 {
		return string(r[:1])
	}
	return string(r[:characters-1]) + "…"
}

// Show is what a board or loudspeaker is told, as JSON on its topic. It answers on its receipt topic with the same key, and
// drops a key that it has had. Replaces are warnings whose texts it takes down.
type Show struct {
	Key      string   `json:"key"`
	Op       string   `json:"op" enum:"show,clear"`
	Warning  string   `json:"warning"`
	Colour   string   `json:"colour"`
	Hex      string   `json:"hex"`
	Text     string   `json:"text"`
	Until    string   `json:"until"`
	Plays    int      `json:"plays,omitempty" doc:"how often a day"`
	Replaces []string `json:"replaces,omitempty"`
}

// texts are those of every channel, for a job.
func texts(d Draft, v Version, replaces []string, op string) (map[string]reach.Content, error) {
	full := prefix(d) + d.Headline + "\n\n" + d.Description + "\n\n防御指南：\n" + d.Instruction + "\n\n" + sender(d) + " " + shown(v.Sent) + "\n失效时间：" + shown(d.Expires)
	subject := prefix(d) + d.Headline
	data, err := json.Marshal(map[string]any{
		"warning": v.Warning, "identifier": v.Identifier, "msg_type": v.MsgType, "status": d.Status, "event": d.Event, "event_name": cap.EventName(d.Event), "colour": d.Colour, "areas": d.Areas,
		"expires": d.Expires, "sent": v.Sent, "open": warningsPage + "#" + v.Warning, "cap": "/api/public/warnings/" + v.Warning + "/cap",
	})
	if err != nil {
		return nil, err
	}
	show, err := json.Marshal(Show{Op: op, Warning: v.Warning, Colour: d.Colour, Hex: cap.Colour(d.Colour).Hex(), Until: d.Expires, Replaces: replaces})
	if err != nil {
		return nil, err
	}
	return map[string]reach.Content{
		bySMS: {Text: smsText(d)}, byVoice: {Text: voiceText(d)}, byMail: {Subject: subject, Text: full}, byPush: {Subject: subject, Text: oneLine(d.Description), Data: data},
		byWebhook: {Subject: subject, Text: full, Data: data}, byBoard: {Text: boardText(d, 0), Data: show}, bySiren: {Text: voiceText(d), Data: show},
	}, nil
}

// shown is a time as people read it.
func shown(rfc3339 string) string {
	t, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		return rfc3339
	}
	return t.In(beijing).Format("2006-01-02 15:04")
}

// Preview is a warning as a channel will show it.
type Preview struct {
	Channel string `json:"channel"`
	Text    string `json:"text"`
	Length  int    `json:"length" doc:"characters"`
	Most    int    `json:"most" doc:"0 for no limit"`
}

func previews(d Draft) []Preview {
	one := func(channel, text string, most int) Preview {
		return Preview{channel, text, utf8.RuneCountInString(text), most}
	}
	return []Preview{one(bySMS, smsText(d), smsMost), one(byVoice, voiceText(d), 0), one(byBoard, boardText(d, 60), 60), one(byMail, prefix(d)+d.Headline+"\n\n"+d.Description+"\n\n"+d.Instruction, 0)}
}
