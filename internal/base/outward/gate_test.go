package outward_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
	"anlan/internal/base/outward"
)

// names answers each question with the next list, and the last one for ever.
type names struct{ answers [][]netip.Addr }

func (n *names) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	a := n.answers[0]
	if len(n.answers) > 1 {
		n.answers = n.answers[1:]
	}
	return a, nil
}

func addrs(list ...string) []netip.Addr {
	var out []netip.Addr
	for _, s := range list {
		out = append(out, netip.MustParseAddr(s))
	}
	return out
}

func rule(t *testing.T, text string) outward.Rule {
	r, err := outward.ParseRule(text)
	require.NoError(t, err)
	return r
}

// counted is a real server on the loopback that counts the connections it gets.
func counted(t *testing.T, h http.HandlerFunc) (address string, connections *atomic.Int32) {
	connections = &atomic.Int32{}
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	srv.Start()
	t.Cleanup(srv.Close)
	return strings.TrimPrefix(srv.URL, "http://"), connections
}

// TestNothingInsideIsReached asks for a listening server in every form that has fooled somebody, and for ranges that are
// only ours; not one connection is made, and each refusal says that it is one.
func TestNothingInsideIsReached(t *testing.T) {
	server, connections := counted(t, func(http.ResponseWriter, *http.Request) {})
	_, port, err := net.SplitHostPort(server)
	require.NoError(t, err)
	for _, host := range []string{
		"127.0.0.1", "127.1.2.3", "localhost", "[::1]", "0.0.0.0", "[::]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "127.0.0.1.",
		"[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "169.254.169.254", "[fe80::1]",
		"[::ffff:169.254.169.254]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "[fd00::1]", "[fec0::1]", "255.255.255.255", "224.0.0.1", "[ff02::1]", "198.18.0.1",
	} {
		_, err := outward.New().Do(t.Context(), outward.Request{Address: "http://" + host + ":" + port + "/latest/meta-data", Timeout: 5 * time.Second})
		require.Error(t, err, host)
		f := fail.As(err)
		require.NotNil(t, f, host)
		require.Contains(t, []fail.Kind{fail.KindDenied, fail.KindInvalid}, f.Kind, "%s: %v", host, err)
	}
	require.Zero(t, connections.Load())
}

// TestNamesAreCheckedWhereTheyPoint: what matters is the address, and the one that was checked is the one that is dialled.
func TestNamesAreCheckedWhereTheyPoint(t *testing.T) {
	for name, c := range map[string]struct {
		answers [][]netip.Addr
		dialled []string
	}{
		"inside":           {[][]netip.Addr{addrs("127.0.0.1")}, nil},
		"mapped":           {[][]netip.Addr{addrs("::ffff:10.1.2.3")}, nil},
		"rebinding":        {[][]netip.Addr{addrs("8.8.8.8"), addrs("127.0.0.1")}, []string{"8.8.8.8:80"}},
		"one of two":       {[][]netip.Addr{addrs("10.0.0.1", "8.8.8.8")}, []string{"8.8.8.8:80"}},
		"all of the world": {[][]netip.Addr{addrs("2400:3200::1", "223.5.5.5")}, []string{"[2400:3200::1]:80", "223.5.5.5:80"}},
	} {
		t.Run(name, func(t *testing.T) {
			var dialled []string
			g := outward.NewWith(&names{c.answers}, func(a string) { dialled = append(dialled, a) })
			_, err := g.Do(t.Context(), outward.Request{Address: "http://peer.example/"})
			require.Error(t, err)
			require.Equal(t, c.dialled, dialled)
			if len(c.dialled) == 0 {
				require.Equal(t, fail.KindDenied, fail.KindOf(err))
			}
		})
	}
}

func TestAnAllowedAddressIsReached(t *testing.T) {
	server, connections := counted(t, func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "Bearer x", r.Header.Get("Authorization"))
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte("later"))
	})
	ask := outward.Request{Address: "http://" + server + "/a", Header: map[string]string{"Authorization": "Bearer x"}}
	a, err := outward.New(rule(t, server)).Do(t.Context(), ask)
	require.NoError(t, err)
	require.Equal(t, 429, a.Status)
	require.Equal(t, "later", string(a.Body))
	require.Equal(t, "7", a.First("Retry-After"))
	require.EqualValues(t, 1, connections.Load())
	_, err = outward.New(rule(t, "127.0.0.1:1")).Do(t.Context(), ask)
	require.Equal(t, fail.KindDenied, fail.KindOf(err), "another port is not allowed")
	require.EqualValues(t, 1, connections.Load())
}

// TestRedirectsAreNotFollowed: a peer that may be reached cannot send us on to one that may not, nor anywhere else.
func TestRedirectsAreNotFollowed(t *testing.T) {
	inside, connections := counted(t, func(http.ResponseWriter, *http.Request) {})
	peer, _ := counted(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://"+inside+"/secret", http.StatusFound)
	})
	_, err := outward.New(rule(t, peer), rule(t, inside)).Do(t.Context(), outward.Request{Address: "http://" + peer})
	require.Equal(t, "outward.redirect", fail.As(err).Code)
	require.Contains(t, fail.As(err).Text.En, inside)
	require.Zero(t, connections.Load())
}

func TestAPeerThatMisbehavesIsCutOff(t *testing.T) {
	stop := make(chan struct{})
	peer, _ := counted(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/large":
			_, _ = w.Write(make([]byte, 2048))
		case "/torn":
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("half"))
		default:
			_, _ = w.Write([]byte("{"))
			http.NewResponseController(w).Flush()
			<-stop
		}
	})
	t.Cleanup(func() { close(stop) })
	g := outward.New(rule(t, "127.0.0.1"))
	for path, code := range map[string]string{"/large": "outward.large", "/torn": "outward.broken", "/slow": "outward.late"} {
		_, err := g.Do(t.Context(), outward.Request{Address: "http://" + peer + path, Most: 1024, Timeout: 200 * time.Millisecond})
		require.Equal(t, code, fail.As(err).Code, path)
		require.Equal(t, fail.KindUnavailable, fail.KindOf(err))
	}
}

func TestAddressesAsPeopleTypeThem(t *testing.T) {
	for _, bad := range []string{"", "ftp://8.8.8.8/", "file:///etc/passwd", "http://", "http:8.8.8.8", "http://a:b@8.8.8.8/", "http://8.8.8.8:0/", "gopher://x", "http://0x08.8.8.8/", "http://134744072/"} {
		_, err := outward.New().Check(t.Context(), bad)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), bad)
	}
	for _, good := range []string{"http://8.8.8.8", " https://data.example.cn:8443/api?x=1 ", "http://[2400:3200::1]/"} {
		_, err := outward.New().Check(t.Context(), good)
		require.NoError(t, err, good)
	}
}

func TestRules(t *testing.T) {
	for text, want := range map[string]string{
		"10.1.2.3": "10.1.2.3", " 10.1.2.3:80 ": "10.1.2.3:80", "10.1.2.3/16": "10.1.0.0/16", "[fd00::1]:443": "[fd00::1]:443", "fd00::/48": "fd00::/48", "::ffff:10.0.0.1": "10.0.0.1",
	} {
		require.Equal(t, want, rule(t, text).String())
	}
	for _, bad := range []string{"", "localhost", "0.0.0.0/0", "::/0", "8.0.0.0/7", "10.0.0.1:0", "fe80::1%eth0", "fd00::/16", "::ffff:10.0.0.0/104", "2130706433"} {
		_, err := outward.ParseRule(bad)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), bad)
	}
	_, err := outward.New(rule(t, "169.0.0.0/8")).Check(t.Context(), "http://169.254.169.254/")
	require.Equal(t, fail.KindDenied, fail.KindOf(err), "the metadata service is opened by its own name alone")
	_, err = outward.New(rule(t, "169.254.169.254")).Check(t.Context(), "http://169.254.169.254/")
	require.NoError(t, err)
}

// TestCarriedAddressesAreWhatTheyCarry: whatever way an IPv4 address is dressed in IPv6, the dress opens nothing.
func TestCarriedAddressesAreWhatTheyCarry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := [4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "v4"))
		v4 := netip.AddrFrom4(b)
		var nat, six [16]byte
		copy(nat[:], []byte{0, 0x64, 0xff, 0x9b})
		copy(nat[12:], b[:])
		copy(six[:], []byte{0x20, 0x02})
		copy(six[2:], b[:])
		mapped := netip.AddrFrom16(v4.As16())
		for _, dressed := range []netip.Addr{mapped, netip.AddrFrom16(nat), netip.AddrFrom16(six)} {
			if outward.Public(dressed) != outward.Public(v4) {
				t.Fatalf("%s is not as %s", dressed, v4)
			}
		}
		if r, err := outward.ParseRule(v4.String()); err != nil || r.String() != v4.String() {
			t.Fatalf("the rule of %s: %v", v4, err)
		}
	})
}

// TestASealedGateLetsNothingOut: what is allowed is refused too, by HTTP and by a bare connection, and it is told where it
// would have gone.
func TestASealedGateLetsNothingOut(t *testing.T) {
	address, connections := counted(t, func(http.ResponseWriter, *http.Request) {})
	g := outward.New(rule(t, "127.0.0.1"))
	var held []string
	g.Seal(func(_ context.Context, address string) error { held = append(held, address); return nil })
	for _, g := range []*outward.Gate{g, g.Listed()} {
		_, err := g.Do(context.Background(), outward.Request{Address: "http://" + address + "/hook"})
		require.ErrorContains(t, err, "an exercise connects to nothing outside")
	}
	u, err := g.Check(context.Background(), "http://"+address+"/hook")
	require.NoError(t, err)
	_, err = g.Dial(context.Background(), u)
	require.Equal(t, "outward.sealed", fail.As(err).Code)
	require.Equal(t, []string{address, address, address}, held)
	require.Zero(t, connections.Load())
}

// TestListedOpensOnlyWhatIsNamed: what the server asks by itself reaches no public address that nobody named, and what was
// named it reaches.
func TestListedOpensOnlyWhatIsNamed(t *testing.T) {
	server, connections := counted(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("here")) })
	var dialled []string
	told := func(a string) { dialled = append(dialled, a) }
	g := outward.NewWith(&names{[][]netip.Addr{addrs("93.184.215.14")}}, told, rule(t, server)).Listed()
	for _, address := range []string{"http://93.184.215.14/", "http://camera.example/", "http://127.0.0.1:1/", "http://10.0.0.1/"} {
		_, err := g.Do(context.Background(), outward.Request{Address: address})
		require.Equal(t, fail.KindDenied, fail.KindOf(err), address)
	}
	require.Zero(t, connections.Load())
	require.Empty(t, dialled)
	a, err := g.Do(context.Background(), outward.Request{Address: "http://" + server + "/"})
	require.NoError(t, err)
	require.Equal(t, "here", string(a.Body))
}
