package outward

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"anlan/internal/base/fail"
)

// Resolver finds the addresses of a name; net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Gate lets requests out. It is safe for concurrent use.
type Gate struct {
	rules    func(ctx context.Context) ([]Rule, error)
	resolver Resolver
	dial     func(ctx context.Context, network, address string) (net.Conn, error)
	client   *http.Client
	list     *List
	sealed   func(ctx context.Context, address string) error // nil but in an exercise
	listed   bool                                            // only what a rule names is open
}

var errSealed = fail.Denied("outward.sealed", "演练环境不对外连接", "an exercise connects to nothing outside")

// Seal shuts the gate for good, whatever is allowed: every connection is refused, and hold is told where it would have gone.
// It is called before the gate is used.
func (g *Gate) Seal(hold func(ctx context.Context, address string) error) { g.sealed = hold }

// New makes a gate that opens the public internet and what the rules name, without a list in the database.
func New(allow ...Rule) *Gate {
	return newGate(func(context.Context) ([]Rule, error) { return allow, nil }, net.DefaultResolver)
}

func newGate(rules func(ctx context.Context) ([]Rule, error), r Resolver) *Gate {
	g := &Gate{rules: rules, resolver: r}
	d := &net.Dialer{Timeout: 10 * time.Second, ControlContext: g.control}
	g.dial = d.DialContext
	g.client = &http.Client{
		Transport: &http.Transport{
			DialContext: g.connect, ForceAttemptHTTP2: true, TLSHandshakeTimeout: 10 * time.Second, MaxResponseHeaderBytes: 64 << 10,
			DisableKeepAlives: true, // each request is checked, and what was allowed once is not open for ever
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return g
}

// Listed is a gate with the same rules that opens only what an administrator named, and no public address besides: for what
// the server asks by itself, where nobody looks at the address before.
func (g *Gate) Listed() *Gate {
	l := newGate(g.rules, g.resolver)
	l.list, l.listed, l.sealed = g.list, true, g.sealed
	return l
}

// Check reads an address as people type it. It fails with Invalid for what is not http(s)://HOST[:PORT]/…, carries a
// password, or writes an IP address in a form that only some programs read; and with Denied for an IP address that is not
// open. A name is not resolved here: what it points to is checked at every connection.
func (g *Gate) Check(ctx context.Context, address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" {
		return nil, fail.Invalid("outward.url", "地址应为 http(s)://主机[:端口]/路径", "the address is http(s)://HOST[:PORT]/PATH").At("address")
	}
	return g.checkHost(ctx, u)
}

// CheckBroker is Check for mqtt(s)://HOST[:PORT], the address of a message broker.
func (g *Gate) CheckBroker(ctx context.Context, address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Hostname() == "" || u.Scheme != "mqtt" && u.Scheme != "mqtts" || u.Opaque != "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, fail.Invalid("outward.broker", "地址应为 mqtt(s)://主机[:端口]", "the address is mqtt(s)://HOST[:PORT]").At("address")
	}
	return g.checkHost(ctx, u)
}

// Dial connects to the host of an address that passed Check or CheckBroker, over TCP; it is held against the allowed
// addresses again.
func (g *Gate) Dial(ctx context.Context, u *url.URL) (net.Conn, error) {
	return g.connect(ctx, "tcp", net.JoinHostPort(u.Hostname(), strconv.Itoa(int(port(u)))))
}

func (g *Gate) checkHost(ctx context.Context, u *url.URL) (*url.URL, error) {
	if u.User != nil {
		return nil, fail.Invalid("outward.url.password", "地址中不能带用户名和口令，请填在凭据中", "the address must not carry a name and password; enter them as credentials").At("address")
	}
	if p := u.Port(); p == "0" {
		return nil, fail.Invalid("outward.url.port", "端口不能为 0", "the port cannot be 0").At("address")
	}
	host := u.Hostname()
	ip, err := netip.ParseAddr(host)
	if err != nil {
		if numeric(host) {
			return nil, fail.Invalid("outward.url.form", "主机“"+host+"”是写法不规范的 IP 地址，请写成 1.2.3.4 的形式", "the host “"+host+"” is an IP address in a form that is not taken; write it as 1.2.3.4").At("address")
		}
		return u, nil
	}
	_, err = g.open(ctx, host, []netip.Addr{ip}, port(u))
	return u, err
}

func port(u *url.URL) uint16 {
	if p, err := netip.ParseAddrPort("0.0.0.0:" + u.Port()); err == nil {
		return p.Port()
	}
	switch u.Scheme {
	case "https":
		return 443
	case "mqtt":
		return 1883
	case "mqtts":
		return 8883
	}
	return 80
}

// open keeps the addresses that may be dialled and fails with Denied when there is none.
func (g *Gate) open(ctx context.Context, host string, found []netip.Addr, port uint16) ([]netip.AddrPort, error) {
	rules, err := g.rules(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the allowed addresses: %w", err)
	}
	var out []netip.AddrPort
	var first netip.AddrPort
	for _, a := range found {
		to := netip.AddrPortFrom(a.Unmap(), port)
		if !first.IsValid() {
			first = to
		}
		if a.Zone() == "" && g.allowed(rules, to) {
			out = append(out, to)
		}
	}
	if len(out) == 0 {
		return nil, denied(host, first)
	}
	return out, nil
}

func (g *Gate) allowed(rules []Rule, to netip.AddrPort) bool {
	if !g.listed && public(to.Addr()) {
		return true
	}
	for _, r := range rules {
		if r.covers(to) {
			return true
		}
	}
	return false
}

func denied(host string, to netip.AddrPort) error {
	what := to.String()
	if host != to.Addr().String() {
		what = host + " → " + what
	}
	if to.IsValid() && public(to.Addr()) {
		return fail.Denied("outward.unlisted", "地址 "+what+" 未经放行；确需连接时，由系统管理员在“系统管理 → 对外连接”中放行该地址",
			"the address "+what+" is not allowed; if it must be reached, an administrator allows it under Settings → Outward connections").At("address")
	}
	return fail.Denied("outward.denied", "不允许连接内部地址 "+what+"；确需连接时，由系统管理员在“系统管理 → 对外连接”中放行该地址",
		"the inside address "+what+" may not be reached; if it must be, an administrator allows it under Settings → Outward connections").At("address")
}

// connect resolves, checks, and dials one of the addresses that passed.
func (g *Gate) connect(ctx context.Context, network, address string) (net.Conn, error) {
	if g.sealed != nil {
		return nil, errors.Join(errSealed, g.sealed(ctx, address))
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	ap, err := netip.ParseAddrPort("0.0.0.0:" + address[strings.LastIndexByte(address, ':')+1:])
	if err != nil {
		return nil, err
	}
	var found []netip.Addr
	switch ip, err := netip.ParseAddr(host); {
	case err == nil:
		found = []netip.Addr{ip}
	case numeric(host):
		return nil, denied(host, netip.AddrPort{})
	default:
		if found, err = g.resolver.LookupNetIP(ctx, "ip", host); err != nil {
			return nil, err
		}
	}
	to, err := g.open(ctx, host, found, ap.Port())
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, t := range to {
		c, err := g.dial(ctx, network, t.String())
		if err == nil {
			return c, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

// control checks once more what the socket is about to connect to: nothing above can have been wrong unseen.
func (g *Gate) control(ctx context.Context, _, address string, _ syscall.RawConn) error {
	if g.sealed != nil {
		return errSealed
	}
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	_, err = g.open(ctx, to.Addr().String(), []netip.Addr{to.Addr()}, to.Port())
	return err
}
