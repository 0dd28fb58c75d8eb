package simulate

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// BoardOptions say where the boards and loudspeakers of the demo listen: HOST:PORT of MQTT, and the password of the demo.
type BoardOptions struct {
	MQTT, Password string
	Tell           func(line string)
}

// Boards plays every board and loudspeaker of the demo until ctx ends: each shows what it is told, drops a key that it has
// had, and tells how often it has played. One in twelve is switched off.
func Boards(ctx context.Context, o BoardOptions) error {
	b := &boards{Tell: o.Tell, plays: map[string]int64{}}
	c := mqtt.NewClient(mqtt.NewClientOptions().AddBroker("tcp://" + o.MQTT).SetClientID("demo-boards").SetUsername("demo-terminal").SetPassword(o.Password).
		SetOrderMatters(false).SetConnectTimeout(5 * time.Second).SetAutoReconnect(true).SetOnConnectHandler(func(c mqtt.Client) { c.Subscribe("anlan/v1/show/+", 0, b.show) }))
	if tok := c.Connect(); tok.Wait() && tok.Error() != nil {
		return fmt.Errorf("boards: %w", tok.Error())
	}
	<-ctx.Done()
	c.Disconnect(200)
	return nil
}

type boards struct {
	Tell  func(line string)
	mu    sync.Mutex
	plays map[string]int64 // by key
}

func (b *boards) show(c mqtt.Client, m mqtt.Message) {
	var s struct{ Key, Op, Text string }
	element := path.Base(m.Topic())
	if json.Unmarshal(m.Payload(), &s) != nil || s.Key == "" || off(element) {
		return
	}
	b.mu.Lock()
	b.plays[s.Key]++ // told again, it has been played again meanwhile
	n := b.plays[s.Key]
	b.mu.Unlock()
	if n == 1 {
		b.Tell(element + " " + s.Op + "：" + s.Text)
	}
	receipt, err := json.Marshal(map[string]any{"key": s.Key, "state": "played", "plays": n})
	if err == nil {
		c.Publish("anlan/v1/receipt/"+element, 1, false, receipt)
	}
}

// off is whether a board is switched off, always the same ones.
func off(element string) bool {
	n := 0
	for _, r := range element {
		n += int(r)
	}
	return n%12 == 0
}
