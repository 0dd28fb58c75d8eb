package intake

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal"
)

// Protocols of devices that do not speak over TCP of their own.
const (
	overMQTT      = "mqtt"
	overSparkplug = "sparkplug"
	overPush      = "push"
)

// way is one protocol as people know it: what its addresses look like, what secret its devices can carry and how they
// prove who they are, and how long a healthy one may say nothing.
type way struct {
	name    string // of the devices, the rejections and the metrics that belong to it
	title   lang.Text
	quiet   time.Duration
	proof   proof
	address string // the form of addresses in words, "" when a device is named by its id alone
	fits    func(address string) bool
	digits  int // length of the secret in letters; 0 for a long one
	letters string
}

const (
	base32   = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789" // without what is mistaken for something else
	decimals = "0123456789"
	hexes    = "0123456789ABCDEF"
)

func of(letters string, least, most int) func(string) bool {
	return func(s string) bool { return len(s) >= least && len(s) <= most && strings.Trim(s, letters) == "" }
}

// ways are the protocols that a device can be registered for.
var ways = []way{
	{overMQTT, lang.T("MQTT（JSON）", "MQTT (JSON)"), 5 * time.Minute, bySecret, "", nil, 0, ""},
	{overSparkplug, lang.T("MQTT（Sparkplug B）", "MQTT (Sparkplug B)"), 5 * time.Minute, bySecret, "group/node", fitsSparkplug, 0, ""},
	{overPush, lang.T("HTTP 推送", "HTTP push"), 10 * time.Minute, bySecret, "", nil, 0, ""},
	{overFolder, lang.T("CSV 文件", "CSV files"), 25 * time.Hour, bySecret, "", nil, 0, ""},
	{"hj212", lang.T("HJ 212 污染物在线监测", "HJ 212 pollutant monitors"), 5 * time.Minute, bySecret, "MN, 1–24 A–Z 0–9", of(decimals+"ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1, 24), 6, base32},
	{"sl651", lang.T("SL 651 水文监测", "SL 651 hydrology"), 70 * time.Minute, bySecret, "10 × 0–9", of(decimals, 10, 10), 4, decimals},
	{"gb26875", lang.T("GB/T 26875.3 消防远程监控", "GB/T 26875.3 fire alarms"), 10 * time.Minute, byNetwork, "12 × 0–9 A–F", of(hexes, 12, 12), 0, ""},
	{"jt808", lang.T("JT/T 808 车载终端", "JT/T 808 vehicles"), 5 * time.Minute, bySecret, "1–20 × 0–9", fitsPhone, 7, base32},
}

func fitsPhone(s string) bool { return of(decimals, 1, 20)(s) && s[0] != '0' }

func fitsSparkplug(s string) bool {
	group, node, ok := strings.Cut(s, "/")
	return ok && group != "" && node != "" && len(s) <= 120 && !strings.ContainsAny(s, " +#*>\t\r\n") && !strings.Contains(node, "/")
}

func wayOf(name string) (way, bool) {
	i := slices.IndexFunc(ways, func(w way) bool { return w.name == name })
	if i < 0 {
		return way{}, false
	}
	return ways[i], true
}

// secret makes a credential that the protocol can carry. The short ones keep out mistakes and lookers-on; networks and
// the cut after three wrong ones keep out the rest.
func (w way) secret() string {
	if w.digits == 0 {
		return rand.Text()
	}
	b := make([]byte, w.digits)
	for {
		_, _ = rand.Read(b) // it never fails
		for i := range b {
			b[i] = w.letters[int(b[i])%len(w.letters)]
		}
		if w.name != "sl651" || string(b) != "0000" {
			return string(b)
		}
	}
}

// registry is what the intake keeps of devices beside engine/signal: the networks they may come from.
type registry struct {
	turn     sync.Mutex // held by whoever changes a device, from reading it until everybody knows; taken before a transaction
	mu       sync.RWMutex
	networks map[string]entry
	stamp    string // of the devices as they were last read; used by the one who watches over other nodes
}

type entry struct {
	Device      string         `bun:"device"`
	Networks    string         `bun:"networks"`
	WithdrawnAt *clock.Instant `bun:"withdrawn_at"`
	ChangedAt   clock.Instant  `bun:"changed_at"`
	nets        []*net.IPNet
}

func (r *registry) load(ctx context.Context, db *store.DB) error {
	var list []entry
	if err := db.Read().NewRaw("SELECT device, networks, withdrawn_at, changed_at FROM intake_device").Scan(ctx, &list); err != nil {
		return fmt.Errorf("load devices: %w", err)
	}
	for _, e := range list {
		r.know(e)
	}
	return nil
}

func (r *registry) know(e entry) {
	e.nets, _ = networks(e.Networks) // checked when it was written
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.networks == nil {
		r.networks = map[string]entry{}
	}
	r.networks[e.Device] = e
}

func (r *registry) of(device string) entry {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.networks[device]
}

// admits says whether a device may come from a host: from its networks; without any from everywhere, but from this
// machine alone when its protocol proves nothing.
func (r *registry) admits(device, host string, p proof) bool {
	e := r.of(device)
	if len(e.nets) == 0 {
		return p == bySecret || isLoopback(host)
	}
	return within(e.nets, host)
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// put writes what the intake keeps of a device; once committed everybody knows.
func (r *registry) put(ctx context.Context, tx *store.Tx, now clock.Instant, e entry) error {
	e.ChangedAt = e.changed(now)
	_, err := tx.NewRaw(`INSERT INTO intake_device (device, networks, withdrawn_at, changed_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (device) DO UPDATE SET networks = excluded.networks, withdrawn_at = excluded.withdrawn_at, changed_at = excluded.changed_at`,
		e.Device, e.Networks, e.WithdrawnAt, e.ChangedAt).Exec(ctx)
	if err != nil {
		return fmt.Errorf("device %s: %w", e.Device, err)
	}
	tx.AfterCommit(func() { r.know(e) })
	return nil
}

// terminalCode is the code that a JT/T 808 terminal is given when it registers. It follows from what is stored of the
// device's secret, so nothing more is kept, and a new secret makes the old code worthless.
func terminalCode(d signal.Device) string {
	mac := hmac.New(sm3.New, []byte(d.Secret))
	_, _ = mac.Write([]byte("jt808 " + d.Address)) // a hash takes all
	return strings.ToUpper(hex.EncodeToString(mac.Sum(nil)[:8]))
}

func noWay() error {
	return fail.Invalid("intake.device.protocol", "没有这种接入协议", "there is no such protocol").At("form.protocol")
}
