package intake

import (
	"context"
	"net"
	"slices"
	"strings"
	"time"

	"anlan/internal/connect"
	"anlan/internal/engine/signal"
)

// stream is one protocol over TCP: its way, and how a conversation in it goes. Everything else – ports, limits, cutting,
// counting, health – is the same for all and is in listener.go and caller.go.
type stream struct {
	way
	talk func(c *caller) talker
}

// proof is what stands behind the name of a device.
type proof string

const (
	bySecret  proof = "secret"  // a password or code in the protocol
	byNetwork proof = "network" // the protocol has none: the address that the connection comes from
)

// talks are the protocols that are spoken over TCP.
var talks = map[string]func(c *caller) talker{
	"hj212": talkHJ212, "sl651": talkSL651, "gb26875": talkGB26875, "jt808": talkJT808,
}

// talker is one conversation: bytes in, turns out. It keeps less than 24 KB.
type talker interface {
	feed(p []byte)
	// next takes the next whole message; ok is false when more bytes are wanted.
	next(now time.Time) (t turn, ok bool)
	// end says what the end of the stream cut off, nil when nothing.
	end() *connect.Rejection
}

// turn is what one message of a device comes to.
type turn struct {
	device       string             // id of the registered device that spoke, "" when refused
	refused      *connect.Rejection // the message as a whole is refused; the rest then counts for nothing but the answer
	wrongSecret  bool               // and because of its credential
	observations []connect.Observation
	rejected     connect.Rejections
	print        uint64                          // tells the message from all others of the device, to know it when it comes again; 0 for none
	clock        time.Time                       // the device's clock as it was when it sent this; zero when it does not say
	stored       func(ctx context.Context) error // what is stored beside the values; must bear repeats
	answer       []byte                          // sent after that
	busy         []byte                          // sent instead when too much is coming in, and nothing was taken
}

func refusal(r *connect.Rejection) turn { return turn{refused: r} }

// speaker finds the registered device that says it speaks, and whether it may: it is not withdrawn, it comes from where
// it is registered to come from, and it knows its secret. secret nil means that the protocol proves it in another way.
func (c *caller) speaker(address string, secret *string) (signal.Device, turn, bool) {
	d, ok := c.s.Signal.DeviceAt(c.p.name, address)
	if !ok {
		return d, refusal(connect.Reject(connect.UnknownDevice, "没有登记的设备地址", "the address is not registered").Of(address).Quote(c.address())), false
	}
	if d.Secret == "" {
		return d, turn{refused: connect.Reject(withdrawn, "设备凭证已撤销", "the device's credential was withdrawn").Of(d.ID).Quote(c.address()), wrongSecret: true}, false
	}
	if !c.s.registry.admits(d.ID, c.host(), c.p.proof) {
		return d, refusal(connect.Reject(connect.Forbidden, "来源网络未登记", "not from the network that is registered").Of(d.ID).Quote(c.address())), false
	}
	if secret != nil && !d.Knows(*secret) {
		return d, turn{refused: connect.Reject(badLogin, "设备密码错误", "the password is wrong").Of(d.ID).Quote(c.address()), wrongSecret: true}, false
	}
	return d, turn{}, true
}

// networks reads a list of networks ("10.1.0.0/16, 10.2.3.4"); ok is false when one is none.
func networks(list string) (out []*net.IPNet, ok bool) {
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(", ;\n\t、，；", r) }) {
		if ip := net.ParseIP(word); ip != nil {
			word += "/128"
			if ip.To4() != nil {
				word = ip.String() + "/32"
			}
		}
		_, n, err := net.ParseCIDR(word)
		if err != nil {
			return nil, false
		}
		out = append(out, n)
	}
	return out, true
}

func within(list []*net.IPNet, host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && slices.ContainsFunc(list, func(n *net.IPNet) bool { return n.Contains(ip) })
}
