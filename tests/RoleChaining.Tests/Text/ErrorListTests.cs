namespace RoleChaining.Text;

public sealed class ErrorListTests
{
    [Fact]
    public void Errors_that_are_numbered_again_read_as_before()
    {
        string[] errors = ["Region is wrong.", "There is no profile \"prod\": did you mean \"production\"?"];
        Assert.Equal(errors, ErrorList.WithoutNumbers(ErrorList.Number(errors)));
    }
}
