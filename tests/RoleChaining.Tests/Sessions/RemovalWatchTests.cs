namespace RoleChaining.Sessions;

public sealed class RemovalWatchTests
{
    private readonly RemovalWatch _watch = new();
    private readonly Tenant _first = new(isSession: true);
    private readonly Tenant _second = new(isSession: true);

    [Fact]
    public void All_that_were_known_before_end_once()
    {
        _watch.Add(_first, since: 1);
        _watch.Add(_second, since: 2);
        Tenant later = new(isSession: true);
        _watch.Add(later, since: 3);
        Assert.True(_watch.End(since => since < 3));
        Assert.False(_watch.End(since => since < 3));
        Assert.Equal((1, 1, 0), (_first.Ended, _second.Ended, later.Ended));
    }

    [Fact]
    public void One_that_came_back_is_known_since_then()
    {
        _watch.Add(_first, since: 1);
        _watch.Add(_second, since: 1);
        _watch.Add(_first, since: 3);
        Assert.True(_watch.End(since => since < 3));
        Assert.Equal((0, 1), (_first.Ended, _second.Ended));
    }

    [Fact]
    public void The_session_goes_on_where_others_use_it()
    {
        _watch.Add(new Tenant(isSession: false), since: 1);
        Assert.False(_watch.End(_ => true));
    }

    private sealed class Tenant(bool isSession) : IRemovable
    {
        public int Ended { get; private set; }

        public bool EndRemoved()
        {
            Ended++;
            return isSession;
        }
    }
}
